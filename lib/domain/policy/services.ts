import type { Facts } from "./facts";
import type { Caller } from "./principal";
import type { AccessRequest } from "./request";

/**
 * Services (prefixes of their actions) to which resource control policies apply.
 * Source: AWS Organizations User Guide, "List of AWS services that support RCPs".
 */
const RCP_SERVICES: ReadonlySet<string> = new Set(
  `aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch cloudtrail-data
  codeartifact codebuild codecommit codepipeline cognito-identity cognito-idp comprehend comprehendmedical
  compute-optimizer cost-optimization-hub dax dsql dynamodb ecr ecr-public events firehose fis fms gamelift health
  inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications opensearch pca-connector-ad
  personalize polly pricing resource-groups rolesanywhere s3 secretsmanager servicediscovery signin sqs sts support swf
  textract timestream-influxdb transcribe transfer translate wafv2 workspaces xray`.split(/\s+/),
);

export function supportsResourceControl(service: string): boolean {
  return RCP_SERVICES.has(service);
}

const ASSUME = /^assumerole/;
const WITH_ASSUME: ReadonlySet<string> = new Set(["tagsession", "setsourceidentity"]);
const ROLE = /^arn:[^:]*:iam::[^:]*:role\//;
const KMS_KEY = /^arn:[^:]*:kms:[^:]*:[^:]*:key\//;

/**
 * Whether identity policies count only where the resource's own policy delegates to the account: roles (their trust
 * policy) and KMS keys. `service` and `name` in lower case.
 * Source: KMS Developer Guide, "Key policies"; IAM User Guide, "Policy evaluation logic".
 */
export function resourcePolicyRequired(service: string, name: string, request: AccessRequest): boolean {
  if (service === "kms") return !request.wildcardOnly && KMS_KEY.test(request.resource);
  return service === "sts" && (ASSUME.test(name) || (WITH_ASSUME.has(name) && ROLE.test(request.resource)));
}

/** No permission is needed, and none can be taken away. Source: STS API Reference, "GetCallerIdentity". */
export function needsNoPermission(service: string, name: string, caller: Caller): boolean {
  return service === "sts" && name === "getcalleridentity" && caller.kind !== "anonymous";
}

const LINKED_PATH = "/aws-service-role/";
const LINKED_ARN = /^arn:[^:]*:iam::[^:]*:role\/aws-service-role\//;
const LINKED_NAME = "AWSServiceRoleFor";

/**
 * Service-linked roles lie under the path /aws-service-role/. A session's ARN does not tell the path: then aws:PrincipalArn
 * does, and else the name, which always begins with AWSServiceRoleFor.
 */
export function isServiceLinked(caller: Caller, context: Facts): boolean {
  if (caller.kind !== "role" && caller.kind !== "session") return false;
  if (caller.path !== null) return caller.path.startsWith(LINKED_PATH);
  const arn = context.get("aws:principalarn");
  if (arn.state === "known") return arn.values.some((value) => LINKED_ARN.test(value));
  return caller.name.startsWith(LINKED_NAME);
}
