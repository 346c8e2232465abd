/** The trust policy of a target role, as its chains need it. Source: EKS User Guide, "Access AWS resources using EKS Pod Identity target IAM roles". */

import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import type { PolicyDocument } from "@/lib/domain/policy/ast";
import { clause, editStatements, trustStatement, withoutPrincipal } from "../../remedy";
import type { FindingFacts } from "../../rule";

/**
 * Each source role is let in with the external ids of the associations that go through it, and may tag where one of them
 * has session tags. Statements about others stay; of those that name the source role, the source role is taken out.
 */
export function targetTrust(facts: FindingFacts, trust: PolicyDocument, bindings: readonly Binding[]): PolicyDocument {
  const sources = new Map<string, { externalIds: Set<string>; tags: boolean }>();
  for (const binding of bindings) {
    const association = associationOf(facts.model.estate, binding.associationArn);
    if (!association) continue;
    const known = sources.get(binding.roleArn) ?? { externalIds: new Set<string>(), tags: false };
    if (association.externalId !== null) known.externalIds.add(association.externalId);
    known.tags ||= association.disableSessionTags !== true;
    sources.set(binding.roleArn, known);
  }
  const added = [...sources].flatMap(([sourceArn, { externalIds, tags }]) => [
    trustStatement(
      "AWS",
      sourceArn,
      ["sts:AssumeRole"],
      externalIds.size > 0 ? [clause("StringEquals", "sts:ExternalId", [...externalIds].sort())] : [],
    ),
    ...(tags ? [trustStatement("AWS", sourceArn, ["sts:TagSession"], [])] : []),
  ]);
  const accounts = new Set([...sources.keys()].map((arn) => arn.split(":")[4] ?? ""));
  return editStatements(
    trust,
    (statement) => {
      if (statement.effect !== "Allow") return statement;
      const limited = statement.conditions.some(({ key }) => /^aws:PrincipalArn$/i.test(key));
      return withoutPrincipal(statement, (kind, value) => {
        if (kind !== "AWS") return false;
        // An account that is narrowed to the source by its ARN means the source.
        return sources.has(value) || (limited && isAccount(value, accounts)) || value === "*";
      });
    },
    added,
  );
}

function isAccount(value: string, accounts: ReadonlySet<string>): boolean {
  const id = /^arn:[^:]+:iam::(\d{12}):root$/.exec(value)?.[1] ?? value;
  return accounts.has(id);
}
