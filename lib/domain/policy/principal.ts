import { parseArn } from "@/lib/domain/aws/arn";

/** Who makes a request. Source: IAM User Guide, "AWS JSON policy elements: Principal". */
export type Caller =
  /** The role itself, not a session of it. */
  | {
      readonly kind: "role";
      readonly partition: string;
      readonly accountId: string;
      readonly path: string;
      readonly name: string;
    }
  /** `sessionName` null = not known; `path` null = the session ARN does not tell it. */
  | {
      readonly kind: "session";
      readonly partition: string;
      readonly accountId: string;
      readonly path: string | null;
      readonly name: string;
      readonly sessionName: string | null;
    }
  | { readonly kind: "user"; readonly partition: string; readonly accountId: string; readonly resource: string }
  | { readonly kind: "federated-user"; readonly partition: string; readonly accountId: string; readonly name: string }
  /** The account's root user. */
  | { readonly kind: "root"; readonly partition: string; readonly accountId: string }
  /** An OIDC or SAML provider (its ARN), or a provider with a name only, such as "accounts.google.com". */
  | { readonly kind: "federated"; readonly provider: string }
  /** Such as "pods.eks.amazonaws.com". */
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "anonymous" };

const ACCOUNT = /^\d{12}$/;
const SERVICE = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

/** The caller that a principal text stands for; null where it is none (a group, a pattern, an unknown form). */
export function parseCaller(text: string): Caller | null {
  if (ACCOUNT.test(text)) return { kind: "root", partition: "aws", accountId: text };
  const arn = parseArn(text);
  if (arn === null) return SERVICE.test(text) ? { kind: "service", service: text } : null;
  const { partition, accountId, resource } = arn;
  if (!ACCOUNT.test(accountId)) return null;
  const slash = resource.indexOf("/");
  const type = slash < 0 ? resource : resource.slice(0, slash);
  const rest = slash < 0 ? "" : resource.slice(slash + 1);
  if (arn.service === "sts") {
    const end = rest.indexOf("/");
    if (type === "assumed-role" && end > 0 && end < rest.length - 1) {
      const name = rest.slice(0, end);
      return { kind: "session", partition, accountId, path: null, name, sessionName: rest.slice(end + 1) };
    }
    return type === "federated-user" && rest !== ""
      ? { kind: "federated-user", partition, accountId, name: rest }
      : null;
  }
  if (arn.service !== "iam") return null;
  if (resource === "root") return { kind: "root", partition, accountId };
  if (rest === "" || rest.endsWith("/")) return null;
  if (type === "user") return { kind: "user", partition, accountId, resource };
  if (type === "oidc-provider" || type === "saml-provider") return { kind: "federated", provider: text };
  if (type !== "role") return null;
  const last = resource.lastIndexOf("/");
  return { kind: "role", partition, accountId, path: resource.slice(4, last + 1), name: resource.slice(last + 1) };
}

/** The account that a caller belongs to; null for services, identity providers and anonymous callers. */
export function callerAccount(caller: Caller): string | null {
  return "accountId" in caller ? caller.accountId : null;
}

/** A session of a role, for callers that know the role's ARN (and perhaps not the session's name). */
export function sessionOf(roleArn: string, sessionName: string | null): Caller | null {
  const role = parseCaller(roleArn);
  return role?.kind === "role" ? { ...role, kind: "session", sessionName } : null;
}
