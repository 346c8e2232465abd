import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding, Reason } from "@/lib/domain/identity/binding";
import { namesEveryone } from "@/lib/domain/identity/irsa-candidates";
import { refOf } from "@/lib/domain/identity/trust-denial";
import { askOutsider } from "@/lib/domain/identity/trust-request";
import { parseCaller } from "@/lib/domain/policy";
import { reasonEvidence, statementEvidence } from "../../evidence";
import type { Severity } from "../../finding";
import { found, subjectsOf } from "../../found";
import { type PodRole, podRoles, podScopesOf, resolveContextOf } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { editStatements, inWords, scopeToPods, trustRemedies } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { bindingSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { narrowedRemedies } from "./narrow-web-identity";

/** Every service account of the cluster. */
const EVERY = new Set(["sub-missing", "sub-negated", "issuer-key-mismatch-open"]);
const SOME = new Set(["sub-wildcard", "operator-passes-absent-key"]);
const AUDIENCE = new Set(["aud-missing", "aud-wildcard"]);

export const trustTooWide: Rule = {
  id: "trust-too-wide",
  category: "trust",
  title: "Trust policy lets in more than it is meant for",
  severity: "medium",
  description:
    "The trust policy of a pod's role names everyone, or lets in tokens of a cluster without saying of which service account and for which audience. Every pod of the cluster, or everybody, can then have the role.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  ],
  *find(facts) {
    for (const podRole of podRoles(facts).values()) {
      const everyone = namedEveryone(facts, podRole);
      if (everyone) yield everyone;
      const tokens = webIdentity(facts, podRole);
      if (tokens) yield tokens;
    }
  },
};

function webIdentity(facts: FindingFacts, podRole: PodRole): FoundFinding | null {
  const { role, trust } = podRole;
  const open: { binding: Binding; reason: Reason }[] = [];
  for (const binding of podRole.irsa) {
    if (binding.verdict === "denied") continue;
    for (const reason of binding.reasons)
      if (EVERY.has(reason.code) || SOME.has(reason.code) || AUDIENCE.has(reason.code)) open.push({ binding, reason });
  }
  if (open.length === 0 || !trust) return null;
  const { severity, who } = widest(open);
  const base = "The trust decides who may have the role; the annotation only says who asks for it.";
  const weighed =
    severity === "info"
      ? { severity, severityReason: "The service accounts are named; only the audience of their tokens is left open." }
      : weigh(severity, reachOfRole(facts, role.arn), base);
  const bindings = [...new Set(open.map(({ binding }) => binding))];
  const { remedies, gaps } = narrowedRemedies(facts, podRole, bindings);
  return found({
    ...weighed,
    cause: `${role.arn}|web-identity`,
    title: `Role ${role.name} can be assumed by ${who}`,
    explanation: [...new Set(open.map(({ reason }) => reason.text))].join(" "),
    subjects: subjectsOf(
      [roleSubject(facts, role.arn)],
      bindings.map((binding) => bindingSubject(facts, binding)),
    ),
    evidence: [...open.map(({ binding, reason }) => reasonEvidence(binding, reason)), ...gaps],
    remediation: remedies,
  });
}

function widest(open: readonly { readonly binding: Binding; readonly reason: Reason }[]): {
  readonly severity: Severity;
  readonly who: string;
} {
  const every = ({ binding, reason }: (typeof open)[number]) =>
    EVERY.has(reason.code) || (reason.code === "sub-wildcard" && binding.namespace === "*");
  if (open.some(every)) return { severity: "medium", who: "every service account of the cluster" };
  const pattern = open.find(({ reason }) => reason.code === "sub-wildcard");
  if (pattern)
    return { severity: "low", who: `service accounts ${pattern.binding.namespace}/${pattern.binding.serviceAccount}` };
  return { severity: "info", who: "tokens for any audience of the provider" };
}

/** "Principal": "*" that somebody of another account could use. Pods' own ways in are told of by other rules. */
function namedEveryone(facts: FindingFacts, podRole: PodRole): FoundFinding | null {
  const { role, trust } = podRole;
  const statements = trust?.statements.filter((each) => each.effect === "Allow" && namesEveryone(each)) ?? [];
  if (!trust || statements.length === 0) return null;
  const partition = parseRoleArn(role.arn)?.partition ?? "aws";
  const stranger = parseCaller(`arn:${partition}:iam::999999999999:role/zz-podlens-other`);
  if (!stranger) return null;
  const known = new Map([
    ["aws:PrincipalAccount", "999999999999"],
    ["aws:PrincipalArn", `arn:${partition}:iam::999999999999:role/zz-podlens-other`],
    ["aws:PrincipalOrgID", "o-zzpodlens0"],
    ["aws:PrincipalIsAWSService", "false"],
    ["aws:SecureTransport", "true"],
  ]);
  const asked = askOutsider(resolveContextOf(facts), {
    role,
    caller: stranger,
    action: "sts:AssumeRole",
    facts: known,
  });
  if (!asked.may) return null;
  const narrowed =
    podRole.podIdentity.length > 0
      ? scopeToPods(
          trust,
          podScopesOf(
            facts,
            podRole.podIdentity.filter(({ verdict }) => verdict !== "denied"),
          ),
        )
      : editStatements(trust, (each) => (each.effect === "Allow" && namesEveryone(each) ? null : each));
  const conditional = asked.verdict !== "allowed";
  return found({
    ...weigh(
      conditional ? "medium" : "high",
      reachOfRole(facts, role.arn),
      conditional
        ? "Everyone is named, and conditions alone keep others out."
        : "Anybody with an AWS account can assume the role.",
    ),
    certainty: asked.verdict === "denied" ? "conditional" : asked.verdict,
    certaintyReason: conditional
      ? asked.words || "Resource control policies, which were not read, could keep others out."
      : null,
    cause: `${role.arn}|everyone`,
    title: `Role ${role.name} trusts everyone`,
    explanation: conditional
      ? `A statement of the trust policy names every principal. Somebody of another account could assume the role ${asked.words || "unless what was not read forbids it"}.`
      : "A statement of the trust policy names every principal, and no condition keeps those of other accounts out.",
    subjects: subjectsOf([roleSubject(facts, role.arn)]),
    evidence: statements.map((each) => statementEvidence("The statement names everyone.", role.arn, refOf(each))),
    remediation:
      narrowed.statements.length > 0
        ? trustRemedies(role, narrowed, "Everyone is taken out of the trust policy; pods are let in by name.")
        : [
            inWords(
              "Name who may assume the role",
              `Nothing else is let in by the trust policy of ${role.name}: delete the role, or name its principals.`,
            ),
          ],
  });
}
