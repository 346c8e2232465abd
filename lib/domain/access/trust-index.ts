/** Roles by the AWS principals that their trust policies let in: where to look for what a role can assume. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { PolicyDocument } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { tellsSessionsApart } from "./caller-keys";
import type { PolicyLibrary } from "./policy-library";

/** Whom a trust policy can let in, besides services and identity providers. */
interface Admitted {
  /** Roles, named themselves or by a session. */
  readonly roles: readonly { readonly accountId: string; readonly name: string }[];
  readonly accounts: readonly string[];
  readonly everyone: boolean;
}

/** What the index reads of the library. */
export type TrustSource = Pick<PolicyLibrary, "parsed" | "document" | "boundary" | "identity">;

const NO_KEYS: ReadonlySet<string> = new Set();
const NOBODY: Admitted = { roles: [], accounts: [], everyone: false };
const NO_ROLES: readonly RoleFacts[] = [];
const ACCOUNT = /^\d{12}$/;

export class TrustIndex {
  /** By role that lets in AWS principals: keys of its policies and its trust policy that tell sessions apart. */
  readonly #keys = new Map<RoleFacts, readonly string[]>();
  /** By account, then by name. */
  readonly #byRole = new Map<string, Map<string, RoleFacts[]>>();
  readonly #byAccount = new Map<string, RoleFacts[]>();
  readonly #everyone: RoleFacts[] = [];

  constructor(library: TrustSource, roles: readonly RoleFacts[]) {
    const known = new Map<string, Admitted>();
    for (const role of roles) {
      if (role.trustPolicy === null) continue;
      let admitted = known.get(role.trustPolicy);
      if (!admitted) {
        const document = library.parsed(role.trustPolicy)?.document ?? null;
        admitted = document ? admittedBy(document) : NOBODY;
        known.set(role.trustPolicy, admitted);
      }
      if (admitted === NOBODY) continue;
      const keys = tellingKeys(library, role);
      if (keys.length > 0) this.#keys.set(role, keys);
      for (const { accountId, name } of admitted.roles) {
        let byName = this.#byRole.get(accountId);
        if (!byName) {
          byName = new Map();
          this.#byRole.set(accountId, byName);
        }
        add(byName, name, role);
      }
      for (const account of admitted.accounts) add(this.#byAccount, account, role);
      if (admitted.everyone) this.#everyone.push(role);
    }
  }

  /**
   * Keys that tell a role's sessions apart once they assume other roles. `assumes`: could it, by its own policies, assume
   * roles that let in its whole account.
   */
  keysBeyond(role: RoleFacts, assumes: (role: RoleFacts) => boolean): ReadonlySet<string> {
    if (this.#keys.size === 0) return NO_KEYS;
    const keys = new Set<string>();
    const seen = new Set([role]);
    for (const at of seen) {
      const next = [...this.naming(at)];
      if (assumes(at)) next.push(...this.lettingIn(at.accountId));
      for (const target of next) {
        seen.add(target);
        for (const key of this.#keys.get(target) ?? []) keys.add(key);
      }
    }
    return keys;
  }

  /** Roles that name the role itself. */
  naming(role: { readonly accountId: string; readonly name: string }): readonly RoleFacts[] {
    return this.#byRole.get(role.accountId)?.get(role.name) ?? NO_ROLES;
  }

  /** Roles that let in the account, or everyone. */
  lettingIn(accountId: string): readonly RoleFacts[] {
    const own = this.#byAccount.get(accountId) ?? NO_ROLES;
    if (this.#everyone.length === 0) return own;
    return own.length === 0 ? this.#everyone : [...own, ...this.#everyone];
  }
}

function tellingKeys(library: TrustSource, role: RoleFacts): readonly string[] {
  const keys = new Set<string>();
  const boundary = library.boundary(role);
  const hashes = [role.trustPolicy, ...library.identity(role).map(({ hash }) => hash)];
  if (boundary !== null && boundary !== "unknown") hashes.push(boundary.hash);
  for (const hash of hashes)
    for (const key of library.document(hash)?.keys ?? []) if (tellsSessionsApart(key)) keys.add(key);
  return [...keys];
}

function admittedBy(document: PolicyDocument): Admitted {
  const roles = new Map<string, { accountId: string; name: string }>();
  const nameRole = (accountId: string, name: string) => roles.set(`${accountId}/${name}`, { accountId, name });
  const accounts = new Set<string>();
  let everyone = false;
  for (const { effect, principal, action } of document.statements) {
    if (effect !== "Allow" || principal === null) continue;
    if (!action.negated && !action.patterns.some((pattern) => /^(\*|s?t?s?[*?:])/i.test(pattern))) continue;
    if (principal.negated) everyone = true;
    for (const { kind, value } of principal.entries) {
      if (kind === "*" || (kind === "AWS" && value === "*")) everyone = true;
      else if (kind === "AWS" && ACCOUNT.test(value)) accounts.add(value);
      else if (kind === "AWS") {
        const arn = parseArn(value);
        if (arn === null) continue;
        const parts = arn.resource.split("/");
        if (arn.resource === "root") accounts.add(arn.accountId);
        else if (arn.service === "sts" && parts[0] === "assumed-role") nameRole(arn.accountId, String(parts[1]));
        else if (arn.service === "iam" && parts[0] === "role") nameRole(arn.accountId, parts.at(-1) ?? "");
      }
    }
  }
  return roles.size + accounts.size > 0 || everyone
    ? { roles: [...roles.values()], accounts: [...accounts], everyone }
    : NOBODY;
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
