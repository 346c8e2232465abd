/** Reads that are granted on every resource: what the rules of data and of secrets have in common. */
import { type Certainty, LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { ActionSet, type Grant } from "@/lib/domain/policy/sets";
import { found, listed } from "../../found";
import type { DataKind } from "../../reach/action-classes";
import { isBroad } from "../../reach/breadth";
import { severityOf } from "../../reach/severity";
import { strengthsOf } from "../../reach/strengths-of";
import type { FindingFacts, FoundFinding } from "../../rule";
import { denyRemedies } from "./deny-remedy";
import { doubt, grantEvidence, isUnbound, podCredentials, subjectsOfRole } from "./pod-credentials";

export interface WithoutLimits {
  readonly kinds: (kind: DataKind) => boolean;
  /** By the names of the kinds that are read. */
  readonly level: (names: readonly string[]) => "data" | "write";
  /** Of the inline policy that takes it away. */
  readonly policyName: string;
  readonly advice: string;
}

interface Wide {
  readonly profile: Profile;
  readonly grants: readonly Grant[];
  readonly kinds: readonly DataKind[];
  readonly certainty: Certainty;
}

export function* withoutLimits(facts: FindingFacts, of: WithoutLimits): Iterable<FoundFinding> {
  const book = strengthsOf(facts);
  const kinds = book.classes.data.filter(of.kinds);
  const actions = ActionSet.unionOf(kinds.map((kind) => kind.actions));
  for (const { role, profiles, bindings, certainty: held } of podCredentials(facts)) {
    const wide = profiles.flatMap((profile): Wide[] => {
      if (!book.index.permissions(profile).may.intersects(actions)) return [];
      const grants = book
        .grants(profile)
        .filter((grant) => grant.may.intersects(actions) && isBroad(grant.region) && isUnbound(grant));
      const may = ActionSet.unionOf(grants.map((grant) => grant.may));
      const read = kinds.filter((kind) => kind.actions.intersects(may));
      if (read.length === 0 || book.of(profile).level === "admin") return [];
      const sure = grants.some((grant) => grant.must.intersects(actions));
      const unread = book.index.permissions(profile).notRead.length > 0;
      return [{ profile, grants, kinds: read, certainty: unread ? "unknown" : sure ? "allowed" : "conditional" }];
    });
    const [worst] = wide.sort((a, b) => levelOf(a.certainty) - levelOf(b.certainty) || b.kinds.length - a.kinds.length);
    if (!worst) continue;
    const certainty = LEVELS[Math.max(levelOf(held), levelOf(worst.certainty))]!;
    const names = [...new Set(wide.flatMap((each) => each.kinds.map(({ name }) => name)))];
    const concerned = bindings.filter((binding) =>
      wide.some(({ profile }) => profile === book.index.profileOf(binding)),
    );
    const { severity, reason } = severityOf(facts, {
      level: of.level(names),
      certainty,
      text: `read all ${listed(names)} of account ${role.accountId} that their own policies let in`,
      bindings: concerned,
    });
    const { table } = book.index;
    const granted = ActionSet.unionOf(worst.grants.map(({ may }) => may)).intersect(actions);
    yield found({
      severity,
      severityReason: reason,
      certainty,
      certaintyReason:
        certainty === "allowed" ? null : (doubt(held, worst.certainty) ?? "The permissions hold under conditions."),
      cause: role.arn,
      title: `Role ${role.name} of pods reads all ${listed(names)}`,
      explanation: `Role ${role.name} may read ${listed(names)} on every resource of account ${role.accountId}, not only on those of its workloads. Policies of single resources may still deny it.`,
      subjects: subjectsOfRole(facts, role, concerned),
      evidence: grantEvidence(role, worst.grants, `allows to read ${listed(names)} without naming resources`),
      remediation: denyRemedies(
        role,
        of.policyName,
        { actions: [...granted].map((id) => table.actionName(id)), resources: ["*"] },
        of.advice,
      ),
    });
  }
}
