import { parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import { printPolicy } from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { type Broken, brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { podRoles } from "../../pod-roles";
import { inWords, jsonText, oneLine, option, shellWord, trustRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";
import { targetTrust } from "./target-trust";

const CONTROL = new Set(["target-scp-denies", "target-boundary-denies"]);

export const targetChainBroken: Rule = {
  id: "target-chain-broken",
  category: "trust",
  title: "Chain to a target role is broken",
  severity: "medium",
  description:
    "An association gives its pods the credentials of a target role, for which the association's own role has to be allowed to assume it and the target has to trust that role, with the association's external id and its session tags. One of these does not hold, so that the pods get no credentials.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html"],
  *find(facts) {
    const groups = groupedBy(
      brokenBindings(facts, "target-chain-broken"),
      ({ binding, reason }) => `${binding.roleArn}|${binding.targetRoleArn}|${reason.code}`,
    );
    for (const [cause, broken] of groups) {
      const [first] = broken;
      const targetArn = first?.binding.targetRoleArn;
      if (!first || !targetArn) continue;
      const sourceArn = first.binding.roleArn;
      const name = (arn: string) => parseRoleArn(arn)?.name ?? arn;
      yield found({
        severity: "medium",
        severityReason: "The pods get no credentials; nothing is opened by it.",
        cause,
        title: `${name(sourceArn)} cannot assume its target role ${name(targetArn)}`,
        explanation: `${first.reason.text} ${plural(broken.length, "association")} (${listed(broken.map(({ binding }) => holderName(binding)))}) ${broken.length === 1 ? "gets" : "get"} nothing through this chain.`,
        subjects: subjectsOf(
          [roleSubject(facts, sourceArn), roleSubject(facts, targetArn)],
          broken.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: broken.flatMap(({ binding, reason }) => [
          reasonEvidence({ ...binding, roleArn: reason.statement ? targetArn : sourceArn }, trustOf(reason)),
          bindingEvidence(binding),
        ]),
        remediation: remedies(facts, first, broken),
      });
    }
  },
};

/** Bindings name the target's trust apart from the source's; evidence has the role beside it. */
function trustOf(reason: Broken["reason"]): Broken["reason"] {
  return reason.statement ? { ...reason, statement: { ...reason.statement, policy: "trust" } } : reason;
}

function remedies(facts: FindingFacts, { binding, reason }: Broken, broken: readonly Broken[]): readonly Remedy[] {
  const source = podRoles(facts).get(binding.roleArn);
  const target = podRoles(facts).get(binding.targetRoleArn ?? "");
  if (CONTROL.has(reason.code) || !source || !target)
    return [inWords("Let the source role assume the target", reason.text)];
  if (reason.code === "target-source-not-permitted") return sourcePolicy(facts, source.role, target.role.arn, broken);
  if (reason.code === "target-trust-denies" || !target.trust)
    return [
      inWords(
        "Change the Deny statement",
        `${reason.text} A Deny stands above every Allow: take ${source.role.name} out of it, in the trust policy of ${target.role.name}.`,
      ),
    ];
  const bindings = target.asTarget.filter(
    (each) => each.verdict !== "denied" || broken.some((one) => one.binding === each),
  );
  return trustRemedies(
    target.role,
    targetTrust(facts, target.trust, bindings),
    "The source role is let in with the external ids of its associations.",
  );
}

/** In another account, and in one's own where the target does not name the role, the source's own policies have to allow it. */
function sourcePolicy(
  facts: FindingFacts,
  source: RoleFacts,
  targetArn: string,
  broken: readonly Broken[],
): readonly Remedy[] {
  const tags = broken.some(
    ({ binding }) => associationOf(facts.model.estate, binding.associationArn)?.disableSessionTags !== true,
  );
  const statement: Statement = {
    index: 0,
    sid: null,
    effect: "Allow",
    principal: null,
    action: { negated: false, patterns: tags ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"] },
    resource: { negated: false, patterns: [targetArn] },
    conditions: [],
  };
  const document = { version: "2012-10-17", id: null, statements: [statement] } as const;
  const title = `Policy of ${source.name}`;
  const name = "assume-target-role";
  const command = [
    `# Account ${oneLine(source.accountId)}. The source role may assume the target role.`,
    `aws iam put-role-policy ${option("role-name", source.name)} ${option("policy-name", name)} \\`,
    `  --policy-document ${shellWord(jsonText(printPolicy(document, 0)))}`,
  ].join("\n");
  return [
    { format: "policy", title, text: jsonText(printPolicy(document)) },
    { format: "aws-cli", title, text: command },
  ];
}
