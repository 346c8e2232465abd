/** Profiles that a resource's own policy lets in, whatever their roles' policies say. */
import type { AccessIndex } from "./access-index";
import type { Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";

/** Only within the account does a resource's policy suffice: a role of another needs a grant of its own, too. */
export function* namedBy(index: AccessIndex, end: ResourceEnd): Iterable<Profile> {
  if (end.policy.state !== "read") return;
  const names = new Set<string>();
  let everyone = false;
  for (const { effect, principal } of end.policy.policy.document.statements) {
    if (effect !== "Allow" || principal === null) continue;
    if (principal.negated) everyone = true;
    for (const { kind, value } of principal.entries) {
      if (kind === "*" || value === "*") everyone = true;
      else if (kind === "AWS") {
        const session = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(value);
        names.add(session ? `${session[1]}/${session[2]}` : value);
      }
    }
  }
  if (!everyone && names.size === 0) return;
  for (const profile of index.book.profiles) {
    const { role } = profile;
    if (role === null || (end.accountId !== null && role.accountId !== end.accountId)) continue;
    if (everyone || names.has(role.arn) || names.has(`${role.accountId}/${role.name}`)) yield profile;
  }
}
