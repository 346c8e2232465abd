import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { PrincipalElement } from "./ast";
import type { Caller } from "./principal";
import { fromBoolean, MAYBE, NO, not, or, type Tri, YES } from "./tri";

/**
 * How a Principal element names a caller. It matters which: a grant to a role's ARN is limited by boundary and session
 * policy, one to a session, a user or everyone is not, and one to an account only delegates to its policies.
 */
export interface Naming {
  /** The session, the user, the service, the provider, or everyone. */
  readonly direct: Tri;
  /** The role of which the caller is a session (or which it is). */
  readonly role: Tri;
  /** The caller's account. */
  readonly account: Tri;
}

const NOT_NAMED: Naming = { direct: NO, role: NO, account: NO };
const EVERYONE: Naming = { direct: YES, role: NO, account: NO };

/** A Principal or NotPrincipal element, its entries sorted by what they can name. */
export interface CompiledPrincipal {
  readonly negated: boolean;
  readonly everyone: boolean;
  /** ARNs of roles, sessions and users. */
  readonly arns: ReadonlySet<string>;
  /** Account and role name (without path) of the roles named, for sessions whose role's path is not known. */
  readonly roleNames: ReadonlySet<string>;
  /** Roles of which some session is named. */
  readonly sessionRoles: ReadonlySet<string>;
  /** As 12 digits, or with their partition where an ARN named them. */
  readonly accounts: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
}

const ACCOUNT = /^\d{12}$/;
const nameKey = (place: { partition: string; accountId: string }, name: string) =>
  `${place.partition}:${place.accountId}/${name}`;
const accountKey = (place: { partition: string; accountId: string }) => `${place.partition}:${place.accountId}`;

/**
 * Unique ids (AROA…, AIDA…) stand for principals that no longer exist, groups and ARNs with wildcards name no one.
 * Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
export function compilePrincipal(element: PrincipalElement): CompiledPrincipal {
  const arns = new Set<string>();
  const roleNames = new Set<string>();
  const sessionRoles = new Set<string>();
  const accounts = new Set<string>();
  const services = new Set<string>();
  const providers = new Set<string>();
  let everyone = false;
  for (const { kind, value } of element.entries) {
    if (kind === "*" || (kind === "AWS" && value === "*")) everyone = true;
    else if (kind === "Service") services.add(value);
    else if (kind === "Federated") providers.add(value);
    else if (kind === "AWS" && ACCOUNT.test(value)) accounts.add(value);
    else if (kind === "AWS") {
      const arn = parseArn(value);
      if (arn === null) continue;
      if (arn.service === "iam" && arn.resource === "root") accounts.add(accountKey(arn));
      arns.add(value);
      const role = parseRoleArn(value);
      if (role !== null) roleNames.add(nameKey(arn, role.name));
      if (arn.service === "sts") sessionRoles.add(nameKey(arn, arn.resource.split("/")[1] ?? ""));
    }
  }
  return { negated: element.negated, everyone, arns, roleNames, sessionRoles, accounts, services, providers };
}

/** How the entries (not regarding NotPrincipal) name the caller. */
export function naming(principal: CompiledPrincipal, caller: Caller): Naming {
  if (principal.everyone) return EVERYONE;
  switch (caller.kind) {
    case "anonymous":
      return NOT_NAMED;
    case "service":
      return {
        ...NOT_NAMED,
        direct: fromBoolean(principal.services.has(caller.service) || principal.services.has("*")),
      };
    case "federated": {
      const provider = principal.providers.has(caller.provider) || principal.providers.has("*");
      const arn = parseArn(caller.provider);
      return { direct: fromBoolean(provider), role: NO, account: arn === null ? NO : accountNamed(principal, arn) };
    }
  }
  const account = accountNamed(principal, caller);
  switch (caller.kind) {
    case "root":
      return { direct: account, role: NO, account };
    case "user":
      return {
        direct: has(principal, `arn:${caller.partition}:iam::${caller.accountId}:${caller.resource}`),
        role: NO,
        account,
      };
    case "federated-user":
      return {
        direct: has(principal, `arn:${caller.partition}:sts::${caller.accountId}:federated-user/${caller.name}`),
        role: NO,
        account,
      };
    case "role":
      return { direct: NO, role: has(principal, roleArn(caller, caller.path)), account };
    case "session":
      return { direct: sessionNamed(principal, caller), role: roleNamed(principal, caller), account };
  }
}

function accountNamed({ accounts }: CompiledPrincipal, place: { partition: string; accountId: string }): Tri {
  return fromBoolean(accounts.has(place.accountId) || accounts.has(accountKey(place)));
}

function has(principal: CompiledPrincipal, arn: string): Tri {
  return fromBoolean(principal.arns.has(arn));
}

function roleArn(caller: { partition: string; accountId: string; name: string }, path: string): string {
  return `arn:${caller.partition}:iam::${caller.accountId}:role${path}${caller.name}`;
}

type Session = Extract<Caller, { kind: "session" }>;

function sessionNamed(principal: CompiledPrincipal, caller: Session): Tri {
  if (caller.sessionName === null) {
    return principal.sessionRoles.has(nameKey(caller, caller.name)) ? MAYBE : NO;
  }
  const { partition, accountId, name, sessionName } = caller;
  return has(principal, `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`);
}

/** A session's ARN does not tell its role's path; names are unique in an account, so the name alone decides. */
function roleNamed(principal: CompiledPrincipal, caller: Session): Tri {
  if (caller.path !== null) return has(principal, roleArn(caller, caller.path));
  return fromBoolean(principal.roleNames.has(nameKey(caller, caller.name)));
}

/**
 * What a statement's Principal or NotPrincipal grants. NotPrincipal with Allow grants to everyone of whom no part is
 * listed.
 */
export function grantsTo(principal: CompiledPrincipal, caller: Caller): Naming {
  const named = naming(principal, caller);
  if (!principal.negated) return named;
  return { ...NOT_NAMED, direct: not(or(named.direct, or(named.role, named.account))) };
}

/**
 * Whether a Deny statement's Principal or NotPrincipal is about the caller. A Deny on an account or a role binds all of
 * its sessions. NotPrincipal spares those who are listed (themselves, their role or their account; to be sure, AWS asks
 * for all of them), but no one who has a permissions boundary.
 * Source: IAM User Guide, "NotPrincipal", "Permissions boundaries for IAM entities".
 */
export function deniesTo(principal: CompiledPrincipal, caller: Caller, hasBoundary: Tri): Tri {
  const named = naming(principal, caller);
  const listed = or(named.direct, or(named.role, named.account));
  return principal.negated ? or(hasBoundary, not(listed)) : listed;
}
