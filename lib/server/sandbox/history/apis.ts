/**
 * How an IAM action shows in CloudTrail: event source and name (which differ from the action's now and then), whether it
 * is a data event, and what the request says. What leaves no event is not here. Sources: CloudTrail User Guide, "Logging
 * data events"; the services' own CloudTrail pages.
 */

export interface PlannedCall {
  readonly service: string;
  /** IAM action without the service prefix. */
  readonly action: string;
  /** ARN without wildcards; "*" where the statement names none. */
  readonly resource: string;
}

export interface ApiEvent {
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  /** Resource type of the data event; null = management. */
  readonly dataType: string | null;
  /** Services without regions are recorded there. */
  readonly region: string | null;
  readonly parameters: Record<string, unknown> | null;
  readonly resourceType: string | null;
}

/** Services whose data plane CloudTrail does not see, and actions that are no calls. */
const NEVER_RECORDED =
  /^(kafka-cluster:.*|es:ESHttp.*|rds-db:.*|execute-api:.*|aps:(Query|Get|Remote).*|iam:PassRole|sts:TagSession|s3:BypassGovernanceRetention|aws:.*)$/;
/** Names of condition keys that look like actions. */
const NO_ACTION = /^(ViaService|FromAddress|PassedToService|AWSServiceName|ResourceOrgID|RequestedRegion|Prefix)$/;

const DATA: Readonly<Record<string, readonly [type: string, actions: RegExp]>> = {
  s3: ["AWS::S3::Object", /^(Get|Put|Delete|Head|List|Copy|Restore|Abort)(Object.*|Bucket|MultipartUpload.*)$/],
  dynamodb: ["AWS::DynamoDB::Table", /^(GetItem|PutItem|UpdateItem|DeleteItem|Query|Scan|Batch.*Item|PartiQL.*)$/],
  sqs: ["AWS::SQS::Queue", /^(Send|Receive|Delete|ChangeMessage).*/],
  sns: ["AWS::SNS::Topic", /^Publish/],
  kinesis: ["AWS::Kinesis::Stream", /^(Put|Get|List|Subscribe).*(Record|Iterator|Shard).*/],
  lambda: ["AWS::Lambda::Function", /^InvokeFunction$/],
  cloudwatch: ["AWS::CloudWatch::Metric", /^(PutMetricData|GetMetricData)$/],
  firehose: ["AWS::KinesisFirehose::DeliveryStream", /^Put/],
  ses: ["AWS::SES::EmailIdentity", /^Send/],
  sagemaker: ["AWS::SageMaker::Endpoint", /^InvokeEndpoint/],
  appconfig: ["AWS::AppConfig::Configuration", /^(GetLatestConfiguration|StartConfigurationSession)$/],
};

const EVENT_NAMES: Readonly<Record<string, string>> = {
  "s3:ListBucket": "ListObjects",
  "s3:ListAllMyBuckets": "ListBuckets",
  "s3:HeadBucket": "HeadBucket",
  "lambda:InvokeFunction": "Invoke",
};

const SOURCES: Readonly<Record<string, string>> = {
  cloudwatch: "monitoring",
  "redshift-data": "redshift-data",
  es: "es",
  states: "states",
  bedrock: "bedrock",
  aps: "aps",
};

const GLOBAL = new Set(["iam", "route53", "organizations", "cloudfront", "waf", "sts-global"]);
const READS =
  /^(Get|List|Describe|Batch(Get|Check)|Head|Query|Scan|Search|Lookup|Decrypt|Encrypt|GenerateDataKey|Sign|Verify|InvokeModel|Receive|Assume)/;

/** null: the action leaves no event. */
export function apiEvent(call: PlannedCall): ApiEvent | null {
  const { service, action, resource } = call;
  if (NEVER_RECORDED.test(`${service}:${action}`) || NO_ACTION.test(action)) return null;
  const data = Object.hasOwn(DATA, service) ? DATA[service] : undefined;
  const dataType = data?.[1].test(action) === true ? data[0] : null;
  const source = Object.hasOwn(SOURCES, service) ? SOURCES[service] : service;
  return {
    source: `${source}.amazonaws.com`,
    name: EVENT_NAMES[`${service}:${action}`] ?? action,
    readOnly: READS.test(action) && !(service === "sqs" && action === "DeleteMessage"),
    dataType,
    region: GLOBAL.has(service) ? "us-east-1" : null,
    parameters: parameters(service, action, resource),
    resourceType:
      dataType ??
      (service === "kms" ? "AWS::KMS::Key" : service === "secretsmanager" ? "AWS::SecretsManager::Secret" : null),
  };
}

/** Many read calls are written with null request parameters; so are some of ours. */
function parameters(service: string, action: string, resource: string): Record<string, unknown> | null {
  const name = resource.slice(Math.max(resource.lastIndexOf("/"), resource.lastIndexOf(":")) + 1);
  if (resource === "*") return action.startsWith("Describe") || action.startsWith("List") ? null : {};
  switch (service) {
    case "s3": {
      const [bucketName = "", ...key] = resource.slice("arn:aws:s3:::".length).split("/");
      const host = { bucketName, Host: `${bucketName}.s3.eu-west-1.amazonaws.com` };
      return key.length === 0 ? { ...host, "list-type": "2" } : { ...host, key: key.join("/") };
    }
    case "dynamodb":
      return { tableName: name, key: { pk: "HIDDEN_DUE_TO_SECURITY_REASONS" } };
    case "sqs":
      return { queueUrl: `https://sqs.${resource.split(":")[3]}.amazonaws.com/${resource.split(":")[4]}/${name}` };
    case "sns":
      return { topicArn: resource, message: "HIDDEN_DUE_TO_SECURITY_REASONS" };
    case "kms":
      return { keyId: resource, encryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    case "secretsmanager":
      return { secretId: resource };
    case "ssm":
      return { name: `/${resource.split("parameter/")[1] ?? name}`, withDecryption: true };
    case "route53":
      return { hostedZoneId: name };
    case "bedrock":
      return { modelId: name };
    case "lambda":
      return { functionName: resource };
    default:
      return { resourceArn: resource };
  }
}
