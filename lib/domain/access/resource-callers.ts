/** Profiles that a resource's own policy or a key's grants let in, whatever their roles' policies say. */
import type { Statement } from "@/lib/domain/policy/ast";
import type { AccessIndex } from "./access-index";
import type { Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";

/** Only within the account does a resource's policy suffice: a role of another needs a policy of its own, too. */
export function* namedBy(index: AccessIndex, end: ResourceEnd): Iterable<Profile> {
  const written = principals(end.policy.state === "read" ? end.policy.policy.document.statements : []);
  // A grant suffices in any account.
  const granted = principals(end.grants?.document.statements ?? []);
  if (!written.everyone && written.names.size === 0 && granted.names.size === 0) return;
  for (const profile of index.book.profiles) {
    const { role } = profile;
    if (role === null) continue;
    const within = end.accountId === null || role.accountId === end.accountId;
    if (isNamed(granted, role) || (within && (written.everyone || isNamed(written, role)))) yield profile;
  }
}

/** Whom the policy and the grants name together. */
export function principalsLetIn(end: ResourceEnd): Principals {
  const written = principals(end.policy.state === "read" ? end.policy.policy.document.statements : []);
  const granted = principals(end.grants?.document.statements ?? []);
  const names = new Set([...written.names, ...granted.names]);
  return { everyone: written.everyone, names, sessions: written.sessions || granted.sessions };
}

export interface Principals {
  readonly everyone: boolean;
  /** ARNs, and "account/name" of roles of which some session is named. */
  readonly names: ReadonlySet<string>;
  /** Some session is named. */
  readonly sessions: boolean;
}

/** Is the statement an Allow that can be about sessions of the role. */
export function isLetIn(statement: Statement, role: NonNullable<Profile["role"]>): boolean {
  const found = principals([statement]);
  return found.everyone || isNamed(found, role);
}

/** Asked of every role of an estate: most policies name few, and sessions hardly ever. */
function isNamed({ names, sessions }: Principals, role: NonNullable<Profile["role"]>): boolean {
  if (names.size === 0) return false;
  return names.has(role.arn) || (sessions && names.has(`${role.accountId}/${role.name}`));
}

function principals(statements: readonly Statement[]): Principals {
  const names = new Set<string>();
  let everyone = false;
  let sessions = false;
  for (const { effect, principal } of statements) {
    if (effect !== "Allow" || principal === null) continue;
    if (principal.negated) everyone = true;
    for (const { kind, value } of principal.entries) {
      if (kind === "*" || value === "*") everyone = true;
      else if (kind === "AWS") {
        const session = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(value);
        sessions ||= session !== null;
        names.add(session ? `${session[1]}/${session[2]}` : value);
      }
    }
  }
  return { everyone, names, sessions };
}
