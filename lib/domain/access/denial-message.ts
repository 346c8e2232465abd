/**
 * What an AccessDenied message says. Wordings as services send them; sources: IAM User Guide, "Troubleshoot access denied
 * error messages", and messages that users have published.
 */

export interface DenialMessage {
  /** ARN of the caller, as the message has it; null where it does not say. */
  readonly principal: string | null;
  /** "s3:GetObject". */
  readonly action: string;
  /** ARN; null where the message does not say. */
  readonly resource: string | null;
  /** "explicit deny in a service control policy"; null in the older wording. */
  readonly reason: string | null;
  /** The layer that the reason names. */
  readonly layer:
    | "identity"
    | "permissionsBoundary"
    | "session"
    | "serviceControl"
    | "resourceControl"
    | "resource"
    | "vpcEndpoint"
    | null;
  readonly explicit: boolean | null;
}

const LONGEST = 20_000;
const ACTION = /[a-z0-9-]{2,32}:[A-Za-z0-9]{3,64}/;
const LAYERS: readonly (readonly [RegExp, Exclude<DenialMessage["layer"], null>])[] = [
  [/service control polic/i, "serviceControl"],
  [/resource control polic/i, "resourceControl"],
  [/VPC endpoint polic/i, "vpcEndpoint"],
  [/permissions boundar/i, "permissionsBoundary"],
  [/session polic/i, "session"],
  [/identity-based polic/i, "identity"],
  [/resource-based polic|trust polic/i, "resource"],
];

/** null where the text is no such message. Linear in the text. */
export function readDenial(message: string): DenialMessage | null {
  const text = message.slice(0, LONGEST).replace(/\\"/g, '"').replace(/\s+/g, " ");
  const modern = new RegExp(
    `(?:User|Principal|Caller): ?(\\S{1,2048}) is not authorized to perform:? ?\\[?"?(${ACTION.source})`,
  ).exec(text);
  const verb = modern ?? new RegExp(`not authorized to perform:? ?\\[?"?(${ACTION.source})`, "i").exec(text);
  const action = modern?.[2] ?? verb?.[1] ?? operation(text);
  if (!action) return null;
  const rest = verb ? text.slice(verb.index + verb[0].length) : text;
  const on =
    /(?:on|with) (?:the )?(?:following )?(?:resource|resource\(s\))s?:? ?\[?"?(arn:[^\s"',\]]{1,2048}|\*)/i.exec(rest);
  const because = /because (?:there is |no )?(.{1,300}?)(?:\.|"|$|\(Service)/i.exec(rest);
  const explicitly =
    / with an explicit deny(?: in (?:an? )?([a-z -]{1,60}polic(?:y|ies)|permissions boundar(?:y|ies)))?/i.exec(rest);
  const reason = because
    ? because[0]
        .replace(/^because /i, "")
        .replace(/["(].*$/, "")
        .trim()
    : explicitly
      ? explicitly[0].trim().replace(/^with an /i, "")
      : null;
  const layer = reason === null ? null : (LAYERS.find(([words]) => words.test(reason))?.[1] ?? null);
  return {
    principal: principalOf(modern?.[1] ?? text),
    action,
    resource: on ? on[1]!.replace(/[.,;:]+$/, "") : null,
    reason: reason === null ? null : reason.replace(/\.$/, ""),
    layer,
    explicit: reason === null ? null : /explicit(?:ly)? den/i.test(reason),
  };
}

function principalOf(text: string): string | null {
  return (
    /arn:aws[a-z-]*:(?:sts|iam)::\d{12}:(?:assumed-role|role|user|federated-user)\/[^\s"',\]]{1,512}/
      .exec(text)?.[0]
      .replace(/[.,;:]+$/, "") ?? null
  );
}

/** "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied": the service is not told. */
function operation(text: string): string | null {
  const called =
    /\((?:AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)\) when calling the ([A-Za-z0-9]{3,64}) operation/.exec(
      text,
    );
  if (called) {
    const service = SERVICES.find(([name]) => name.test(called[1]!))?.[1];
    return service ? `${service}:${PERMISSIONS.get(called[1]!) ?? called[1]}` : null;
  }
  // "AccessDenied: … operation error S3: GetObject, https response error StatusCode: 403"
  const sdk =
    /operation error ([A-Za-z0-9 ]{2,32}): ([A-Za-z0-9]{3,64}),.{0,200}(?:AccessDenied|StatusCode: 403|Forbidden)/.exec(
      text,
    );
  return sdk ? `${sdk[1]!.toLowerCase().replace(/ /g, "")}:${PERMISSIONS.get(sdk[2]!) ?? sdk[2]}` : null;
}

/** Operations that only one service has, for messages that do not name it. */
const SERVICES: readonly (readonly [RegExp, string])[] = [
  [/^(Get|Put|Delete|Head|Copy|List)Objects?(V2|Versions)?$|Bucket|MultipartUpload|^UploadPart/, "s3"],
  [/^AssumeRole|^TagSession$|^GetFederationToken$/, "sts"],
  [/SecretValue|^(Create|Update|Describe|Delete)Secret$/, "secretsmanager"],
  [/^(Get|Put|Update|Delete|BatchGet|BatchWrite|TransactWrite|TransactGet)Items?$|^(Query|Scan)$/, "dynamodb"],
  [/^(Send|Receive|Delete)Message/, "sqs"],
  [/^Publish(Batch)?$/, "sns"],
  [/^(Decrypt|Encrypt|GenerateDataKey|ReEncrypt|CreateGrant|DescribeKey)/, "kms"],
  [/Parameters?(ByPath)?$/, "ssm"],
];

/** Where the permission has another name than the operation. Source: S3 User Guide, "Required permissions for S3 API operations". */
const PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ["HeadObject", "GetObject"],
  ["CopyObject", "PutObject"],
  ["DeleteObjects", "DeleteObject"],
  ["ListObjects", "ListBucket"],
  ["ListObjectsV2", "ListBucket"],
  ["HeadBucket", "ListBucket"],
  ["ListBuckets", "ListAllMyBuckets"],
  ["CreateMultipartUpload", "PutObject"],
  ["UploadPart", "PutObject"],
  ["CompleteMultipartUpload", "PutObject"],
]);
