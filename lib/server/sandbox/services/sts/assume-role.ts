import type { Account, Role } from "../../estate/model";
import type { IssuedSession } from "../../identities";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { element, wrap, xmlTime } from "../../protocol/xml";
import { trusts } from "./trust";

export type SessionIssuer = (account: Account, role: Role, name: string, seconds: number, now: number) => IssuedSession;

const ROLE_ARN = /^arn:[a-z-]+:iam::(\d{12}):role\/(?:[!-~]{1,510}\/)?([\w+=,.@-]{1,64})$/;

/**
 * The caller's own policies have been checked by then. The role must exist and its trust policy admit the caller with
 * this external id and, where tags are passed, sts:TagSession. Missing role and refusing role look alike, as on AWS.
 */
export function assumeRole(call: Call, issue: SessionIssuer): string {
  const { parameters, identity } = call;
  const roleArn = parameters.text("RoleArn") ?? "";
  const sessionName = parameters.text("RoleSessionName") ?? "";
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalid("roleSessionName", sessionName, "[\\w+=,.@-]{2,64}");
  const externalId = parameters.text("ExternalId");
  if (externalId !== null && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    throw invalid("externalId", externalId, "[\\w+=,.@:\\/-]{2,1224}");
  }
  const match = ROLE_ARN.exec(roleArn);
  const account = match?.[1] === undefined ? undefined : call.estate.accounts.get(match[1]);
  const role = match?.[2] === undefined ? undefined : account?.roles.get(match[2]);
  const tagged = parameters.text("Tags.member.1.Key") !== null;
  const admitted =
    role !== undefined &&
    role.arn === roleArn &&
    trusts(role.trust, identity, "sts:AssumeRole", externalId) &&
    (!tagged || trusts(role.trust, identity, "sts:TagSession", externalId));
  if (account === undefined || !admitted) {
    const action = "sts:AssumeRole";
    throw new ServiceError(
      "AccessDenied",
      403,
      `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    );
  }
  const seconds = duration(call, role);
  const { identity: issued, session, secretAccessKey } = issue(account, role, sessionName, seconds, call.now);
  return (
    wrap("AssumedRoleUser", element("AssumedRoleId", issued.userId) + element("Arn", issued.arn)) +
    wrap(
      "Credentials",
      element("AccessKeyId", issued.accessKeyId) +
        element("SecretAccessKey", secretAccessKey) +
        element("SessionToken", session.token) +
        element("Expiration", xmlTime(session.expiresAt)),
    )
  );
}

function duration(call: Call, role: Role): number {
  const seconds = call.parameters.integer("DurationSeconds") ?? 3600;
  if (!(seconds >= 900 && seconds <= 43200)) throw invalid("durationSeconds", String(seconds), "900 to 43200");
  if (call.identity.session !== null && seconds > 3600) {
    const text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
    throw new ServiceError("ValidationError", 400, text);
  }
  if (seconds > role.maxSessionDuration) {
    const text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    throw new ServiceError("ValidationError", 400, text);
  }
  return seconds;
}

function invalid(member: string, value: string, constraint: string): ServiceError {
  const text = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return new ServiceError("ValidationError", 400, text);
}
