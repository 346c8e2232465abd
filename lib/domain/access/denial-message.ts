/**
 * What an AccessDenied message says. Wordings as services send them; sources: IAM User Guide, "Troubleshoot access denied
 * error messages", and messages that users have published.
 */

import { readDecoded } from "./decoded-denial";

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
  /** ARN of the policy that denies, where the message names it. */
  readonly policy: string | null;
  /** A part of it is encoded: sts:DecodeAuthorizationMessage tells the rest. */
  readonly encoded: boolean;
  /** Of the request, as a decoded message has it. */
  readonly context: readonly (readonly [string, readonly string[]])[];
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
  const decoded = readDecoded(message);
  if (decoded) return decoded;
  const text = plain(message.slice(0, LONGEST));
  const modern = new RegExp(
    `(?:User|Principal|Caller): ?(\\S{1,2048}) is not authorized to perform:? ?\\[?"?(${ACTION.source})`,
  ).exec(text);
  const verb = modern ?? new RegExp(`not authorized to perform:? ?\\[?"?(${ACTION.source})`, "i").exec(text);
  const action = modern?.[2] ?? verb?.[1] ?? operation(text);
  if (!action) return null;
  const rest = verb ? text.slice(verb.index + verb[0].length) : text;
  const on =
    /\b(?:on|with) (?:the )?(?:following )?(?:resource(?:s|\(s\))?:? ?)?\[?"?(arn:[^\s"',\]]{1,2048}|\*(?![\w*]))/i.exec(
      rest,
    );
  const because = /because (?:there is |no )?(.{1,300}?)(?:\.|"|$|\(Service)/i.exec(rest);
  const explicitly =
    / with an explicit deny(?: in (?:an? )?([a-z -]{1,60}polic(?:y|ies)|permissions boundar(?:y|ies)))?/i.exec(rest);
  const reason = because
    ? because[0]
        .replace(/^because /i, "")
        .replace(/["(<{].*$/, "")
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
    policy: POLICY.exec(rest)?.[1]?.replace(/[.,;:]+$/, "") ?? null,
    encoded: /Encoded authorization failure message/i.test(text),
    context: [],
  };
}

/** Newer messages name the policy: "… in a service control policy: arn:aws:organizations::…". */
const POLICY = /(?:polic(?:y|ies)|boundary):? ?\(?(arn:aws[a-z-]*:(?:organizations|iam)::[^\s"',()\]]{1,1024})/i;

function plain(text: string): string {
  return text
    .replace(/&(quot|#34|apos|#39|lt|gt|amp);/g, (all, name: string) => ENTITIES.get(name) ?? all)
    .replace(/\\"/g, '"')
    .replace(/\s+/g, " ");
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["quot", '"'],
  ["#34", '"'],
  ["apos", "'"],
  ["#39", "'"],
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
]);

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
    const unauthorized = called[0].includes("UnauthorizedOperation");
    const service = SERVICES.find(([name]) => name.test(called[1]!))?.[1] ?? (unauthorized ? "ec2" : null);
    return service ? `${service}:${PERMISSIONS.get(called[1]!) ?? called[1]}` : null;
  }
  // What EKS says where it may not assume an association's role.
  if (/EKS does not have permissions to assume the associated role/i.test(text)) return "sts:AssumeRole";
  // KMS does not tell a key that is not there from one that may not be used.
  if (/ciphertext refers to a customer master key that does not exist/i.test(text)) return "kms:Decrypt";
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
  [/^AssumeRoleForPodIdentity$/, "eks-auth"],
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
