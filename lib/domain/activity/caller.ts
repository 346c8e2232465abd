/** Reads `userIdentity`. */
import { parseArn } from "@/lib/domain/aws/arn";
import { type RawIdentity, type RawIssuer, type RawSessionContext, raw } from "./raw-record";
import type { CallerFacts } from "./record";
import { textOf, timeOf } from "./values";

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

export function callerOf(userIdentity: unknown): CallerFacts {
  if (typeof userIdentity !== "object" || userIdentity === null) return NO_CALLER;
  const identity = userIdentity as RawIdentity;
  const type = textOf(identity.type);
  const context = raw<RawSessionContext>(identity.sessionContext);
  const issuer = raw<RawIssuer>(context.sessionIssuer);
  const arn = textOf(identity.arn);
  const principalId = textOf(identity.principalId);
  const colon = principalId === null ? -1 : principalId.indexOf(":");
  const isSession = type === "AssumedRole" || (type === "AWSAccount" && principalId?.startsWith("AROA") === true);
  const roleArn = isSession ? (textOf(issuer.arn) ?? roleOfSession(arn)) : null;
  return {
    type,
    accountId: textOf(identity.accountId),
    roleArn,
    roleId: isSession
      ? (textOf(issuer.principalId) ?? (principalId !== null && colon > 0 ? principalId.slice(0, colon) : null))
      : null,
    sessionName: isSession && principalId !== null && colon > 0 ? principalId.slice(colon + 1) : null,
    accessKeyId: textOf(identity.accessKeyId),
    arn: roleArn === null ? arn : null,
    provider: textOf(raw<{ federatedProvider?: unknown }>(context.webIdFederationData).federatedProvider),
    createdAt: timeOf(raw<{ creationDate?: unknown }>(context.attributes).creationDate),
    invokedBy: textOf(identity.invokedBy),
  };
}

const INSTANCE = /^m?i-[0-9a-f]{1,32}$/;

/** The instance that a session is named after: EC2's own, or a managed one of Systems Manager (hybrid nodes); null = none. */
export function instanceOf(sessionName: string | null): string | null {
  return sessionName !== null && INSTANCE.test(sessionName) ? sessionName : null;
}

/** `arn:aws:sts::1:assumed-role/NAME/SESSION` → the role's ARN, but for its path, which such an ARN does not tell. */
export function roleOfSession(arn: string | null): string | null {
  const parsed = arn === null ? null : parseArn(arn);
  if (parsed?.service !== "sts" || !parsed.resource.startsWith("assumed-role/")) return null;
  const name = parsed.resource.split("/")[1];
  return name ? `arn:${parsed.partition}:iam::${parsed.accountId}:role/${name}` : null;
}
