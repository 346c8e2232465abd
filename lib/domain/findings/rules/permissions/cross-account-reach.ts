import { LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Edge } from "@/lib/domain/access/onward";
import { reachedFrom } from "@/lib/domain/access/ways";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { statementEvidence } from "../../evidence";
import type { FindingEvidence } from "../../finding";
import { found, listed, plural } from "../../found";
import { type ReachLevel, reachOfProfile } from "../../reach/reach";
import { severityOf } from "../../reach/severity";
import { strengthsOf } from "../../reach/strengths-of";
import type { FindingFacts, Rule } from "../../rule";
import { denyRemedies } from "./deny-remedy";
import { podCredentials, subjectsOfRole } from "./pod-credentials";

const ORDER: readonly ReachLevel[] = ["admin", "escalation", "data", "write", "unknown", "read", "none"];
const MOST_ROLES = 200;

/** Whoever gets into the pod is in the other account, too. */
export const crossAccountReach: Rule = {
  id: "cross-account-reach",
  category: "permission",
  title: "A pod's role leads into another account",
  severity: "medium",
  description:
    "The role's credentials can assume a role of another account, at once or over further roles: both sides allow it. " +
    "What is worth a boundary between accounts should not be one pod away; how bad it is follows from what the role there may do.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html",
  ],
  *find(facts) {
    const { index } = strengthsOf(facts);
    for (const { role, profiles, bindings, certainty: held } of podCredentials(facts)) {
      const byAccount = new Map<string, { edges: Map<string, Edge>; level: number }>();
      for (const profile of profiles) {
        for (const { edge, level } of reachedFrom(index, profile, MOST_ROLES)) {
          const account = parseRoleArn(edge.roleArn)?.accountId ?? "";
          if (account === role.accountId || account === "") continue;
          const known = byAccount.get(account) ?? { edges: new Map(), level: LEVELS.length - 1 };
          known.edges.set(edge.roleArn, edge);
          known.level = Math.min(known.level, level);
          byAccount.set(account, known);
        }
      }
      for (const [account, { edges, level }] of byAccount) {
        const certainty = LEVELS[Math.max(level, levelOf(held))]!;
        const reaches = [...edges.values()].map((edge) => ({
          edge,
          reach: edge.to ? reachOfProfile(facts, edge.to) : null,
        }));
        const [worst] = reaches.sort(
          (a, b) => ORDER.indexOf(a.reach?.level ?? "unknown") - ORDER.indexOf(b.reach?.level ?? "unknown"),
        );
        const { severity, reason } = severityOf(facts, {
          level: worst?.reach?.level ?? "unknown",
          certainty,
          text: worst?.reach?.text ?? `do in account ${account} what was not read`,
          bindings,
        });
        const names = reaches.map(({ edge }) => parseRoleArn(edge.roleArn)?.name ?? edge.roleArn);
        yield found({
          severity,
          severityReason: reason,
          certainty,
          certaintyReason: certaintyReason(
            certainty,
            reaches.map(({ edge }) => edge),
          ),
          cause: `${role.arn}|${account}`,
          title: `Role ${role.name} of pods reaches account ${account}`,
          explanation: `With the credentials of role ${role.name}, ${plural(names.length, "role")} of account ${account} can be assumed: ${listed(names, 5)}.`,
          subjects: subjectsOfRole(facts, role, bindings),
          evidence: reaches.flatMap(({ edge }) => evidenceOf(facts, edge)),
          remediation: denyRemedies(
            role,
            `podlens-not-into-${account}`,
            {
              actions: ["sts:AssumeRole"],
              resources: [`arn:${role.arn.split(":")[1] ?? "aws"}:iam::${account}:role/*`],
            },
            "Let the role of the other account trust the one role that needs it, with an external id, and give it no more than that needs.",
          ),
        });
      }
    }
  },
};

function certaintyReason(certainty: string, edges: readonly Edge[]): string | null {
  if (certainty === "allowed") return null;
  const open = edges.find(({ assume }) => assume !== null && assume.words !== "");
  if (open?.assume) return `${open.assume.words[0]!.toUpperCase()}${open.assume.words.slice(1)}.`;
  return edges.some(({ to }) => to === null)
    ? "The role there was not read: whether it lets the pod's role in is not known."
    : "Whether pods get the role's credentials is not certain.";
}

function evidenceOf({ model }: FindingFacts, { from, roleArn, assume, to }: Edge): readonly FindingEvidence[] {
  const evidence: FindingEvidence[] = [];
  const because = assume?.because.find((each) => each.layer === "resource" && each.statement !== null);
  if (because)
    evidence.push(
      statementEvidence(`its trust lets in ${from.role?.name ?? from.roleArn}`, roleArn, {
        policy: "trust",
        sid: because.sid,
        index: because.statement ?? 0,
      }),
    );
  if (to === null) {
    const account = parseRoleArn(roleArn)?.accountId ?? "";
    const gap = model.estate.gapsOf("iam", account)[0] ?? null;
    evidence.push({
      kind: "gap",
      text: `Roles of account ${account} were not read`,
      missingPermission: gap?.missingPermission ?? null,
    });
  }
  return evidence;
}
