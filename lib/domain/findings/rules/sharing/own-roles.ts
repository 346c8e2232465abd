/** A role for each group of holders in place of one for all: associations that are pointed to it. */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import { printPolicy } from "@/lib/domain/policy";
import { groupedBy } from "../../broken";
import type { Remedy } from "../../finding";
import { plural } from "../../found";
import { podScopesOf } from "../../pod-roles";
import { inWords, jsonText, oneLine, option, scopeToPods, shellWord, updateCommand } from "../../remedy";
import type { FindingFacts } from "../../rule";
import type { Holder, SharedRole } from "./shared-role";

const MOST = 4;
const MOST_MEMBERS = 10;

/** The largest group keeps the role; each other gets one of its own, made with a trust for its associations alone. */
export function ownRoles(
  facts: FindingFacts,
  { role, holders }: SharedRole,
  groupOf: (holder: Holder) => string,
): readonly Remedy[] {
  const groups = [...groupedBy(holders, groupOf)].sort(([, a], [, b]) => b.length - a.length);
  const others = groups.slice(1).flatMap(([group, members]) => {
    const associated = members.filter(({ binding }) => binding.mechanism === "pod-identity");
    return associated.length === 0 ? [] : [{ group, members: associated }];
  });
  if (others.length === 0)
    return [
      inWords(
        "A role for each",
        `Make a role for each of the ${plural(groups.length, "group")} with the policies that it needs, and annotate its service accounts with it.`,
      ),
    ];
  const lines = others
    .slice(0, MOST)
    .flatMap(({ group, members }) => commands(facts, role.arn, nameOf(group), members));
  const more = others.length > MOST ? [`# ${others.length - MOST} more groups, in the same way.`] : [];
  return [
    {
      format: "aws-cli",
      title: "A role for each",
      text: [
        `# Account ${oneLine(role.accountId)}. Give each new role the policies that its pods need, then point the associations to it.`,
        ...lines,
        ...more,
      ].join("\n"),
    },
  ];
}

function commands(facts: FindingFacts, roleArn: string, group: string, members: readonly Holder[]): readonly string[] {
  const { estate } = facts.model;
  const parsed = parseRoleArn(roleArn);
  const name = `${(parsed?.name ?? "role").slice(0, 40)}-${group}`.slice(0, 64);
  const trust = scopeToPods(
    { version: "2012-10-17", id: null, statements: [] },
    podScopesOf(
      facts,
      members.map(({ binding }) => binding),
    ),
  );
  const arn = `arn:${parsed?.partition ?? "aws"}:iam::${parsed?.accountId ?? ""}:role${parsed?.path ?? "/"}${name}`;
  const create = [
    `aws iam create-role ${option("role-name", name)} ${option("path", parsed?.path ?? "/")} \\`,
    `  --assume-role-policy-document ${shellWord(jsonText(printPolicy(trust, 0)))}`,
  ].join("\n");
  const updates = members.slice(0, MOST_MEMBERS).flatMap(({ binding }) => {
    const association = associationOf(estate, binding.associationArn);
    const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
    if (!association || !cluster) return [];
    const change = association.targetRoleArn === roleArn ? { targetRoleArn: arn } : { roleArn: arn };
    return [updateCommand(cluster, association, change)];
  });
  const more =
    members.length > MOST_MEMBERS ? [`# ${members.length - MOST_MEMBERS} more associations, in the same way.`] : [];
  return [create, ...updates, ...more];
}

/** Of a cluster's ARN its name; of anything what a role's name may hold. */
function nameOf(group: string): string {
  const last = parseArn(group)?.resource.replace(/^cluster\//, "") ?? group;
  return last.replace(/[^A-Za-z0-9_+=,.@-]/g, "-").slice(0, 23) || "other";
}
