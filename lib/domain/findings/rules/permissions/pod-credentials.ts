/** Roles that pods have, each with the profiles and bindings by which they have it. Made once for a snapshot. */
import { type Certainty, LEVELS } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { bindingLevel } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import type { Grant } from "@/lib/domain/policy/sets";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { statementEvidence } from "../../evidence";
import type { FindingEvidence, FindingSubject } from "../../finding";
import { subjectsOf } from "../../found";
import { strengthsOf } from "../../reach/strengths-of";
import type { FindingFacts } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";

export interface PodCredentials {
  readonly role: RoleFacts;
  readonly profiles: readonly Profile[];
  /** Those whose credentials can be had. */
  readonly bindings: readonly Binding[];
  /** How surely some pod has the credentials. */
  readonly certainty: Certainty;
}

export function podCredentials(facts: FindingFacts): readonly PodCredentials[] {
  return facts.kept("credentials of pods", () => {
    const { index } = strengthsOf(facts);
    const byRole = new Map<RoleFacts, { profiles: Profile[]; bindings: Binding[]; level: number }>();
    for (const profile of index.book.profiles.slice(0, index.directCount)) {
      if (profile.role === null) continue;
      const usable = index.bindingsOf(profile).filter((binding) => bindingLevel(binding) !== null);
      if (usable.length === 0) continue;
      const known = byRole.get(profile.role) ?? { profiles: [], bindings: [], level: LEVELS.length - 1 };
      known.profiles.push(profile);
      for (const binding of usable) {
        known.bindings.push(binding);
        known.level = Math.min(known.level, bindingLevel(binding)!);
      }
      byRole.set(profile.role, known);
    }
    return [...byRole].map(([role, { level, ...rest }]) => ({ role, ...rest, certainty: LEVELS[level]! }));
  });
}

/** The role, then the workloads that have it. */
export function subjectsOfRole(
  facts: FindingFacts,
  role: RoleFacts,
  bindings: readonly Binding[],
): readonly FindingSubject[] {
  return subjectsOf(
    [roleSubject(facts, role.arn)],
    bindings.map((binding) => holderSubject(facts, binding)),
  );
}

/** The statements of grants. */
export function grantEvidence(role: RoleFacts, grants: readonly Grant[], text: string): readonly FindingEvidence[] {
  return grants.map(({ policy, statement: { statement } }) =>
    statementEvidence(text, role.arn, { policy, sid: statement.sid, index: statement.index }),
  );
}

/** What makes less than certain: credentials that not every pod gets, or permissions under conditions. */
export function doubt(credentials: Certainty, permissions: Certainty): string | null {
  const reasons = [
    ...(credentials === "allowed" ? [] : ["whether pods get the role's credentials is not certain"]),
    ...(permissions === "conditional" ? ["the permissions hold under conditions"] : []),
    ...(permissions === "unknown" ? ["a policy that could take the permissions away was not read"] : []),
  ];
  if (reasons.length === 0) return null;
  const text = reasons.join(", and ");
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** Keys that bind a permission to single resources, so that "*" is not all of them. */
const OF_RESOURCES =
  /resourcetag\/|existingobjecttag\/|leadingkeys|viaservice|encryptioncontext|accesspointnetworkorigin|^s3:prefix$|^aws:calledvia/i;

/** No condition of the statement holds it to some resources. */
export function isUnbound({ statement: { statement } }: Grant): boolean {
  return !statement.conditions.some(({ key }) => OF_RESOURCES.test(key));
}
