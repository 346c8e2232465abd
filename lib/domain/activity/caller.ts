/** Reads `userIdentity`. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { CallerFacts } from "./record";
import { type JsonObject, member, objectOf, textAt, timeOf } from "./values";

export const NO_CALLER: CallerFacts = {
  type: null,
  accountId: null,
  roleArn: null,
  roleId: null,
  sessionName: null,
  accessKeyId: null,
  arn: null,
  provider: null,
  createdAt: null,
  invokedBy: null,
};

export function callerOf(identity: JsonObject | null): CallerFacts {
  if (identity === null) return NO_CALLER;
  const type = textAt(identity, "type");
  const context = objectOf(member(identity, "sessionContext"));
  const issuer = objectOf(member(context, "sessionIssuer"));
  const arn = textAt(identity, "arn");
  const principalId = textAt(identity, "principalId");
  const colon = principalId?.indexOf(":") ?? -1;
  const isSession = type === "AssumedRole" || (type === "AWSAccount" && principalId?.startsWith("AROA") === true);
  const roleId = isSession
    ? (textAt(issuer, "principalId") ?? (colon > 0 ? principalId!.slice(0, colon) : null))
    : null;
  const sessionName = isSession && colon > 0 ? principalId!.slice(colon + 1) : null;
  const roleArn = isSession ? (textAt(issuer, "arn") ?? roleOfSession(arn)) : null;
  return {
    type,
    accountId: textAt(identity, "accountId"),
    roleArn,
    roleId,
    sessionName,
    accessKeyId: textAt(identity, "accessKeyId"),
    arn: roleArn === null ? arn : null,
    provider: textAt(objectOf(member(context, "webIdFederationData")), "federatedProvider"),
    createdAt: timeOf(member(objectOf(member(context, "attributes")), "creationDate")),
    invokedBy: textAt(identity, "invokedBy"),
  };
}

/** `arn:aws:sts::1:assumed-role/NAME/SESSION` → the role's ARN, but for its path, which such an ARN does not tell. */
export function roleOfSession(arn: string | null): string | null {
  const parsed = arn === null ? null : parseArn(arn);
  if (parsed?.service !== "sts" || !parsed.resource.startsWith("assumed-role/")) return null;
  const name = parsed.resource.split("/")[1];
  return name ? `arn:${parsed.partition}:iam::${parsed.accountId}:role/${name}` : null;
}
