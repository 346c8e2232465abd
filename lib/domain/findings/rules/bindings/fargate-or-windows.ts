import { oidcProviderArn, parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { podAnswers } from "@/lib/domain/identity/pod-credentials";
import { podIndex } from "@/lib/domain/identity/service-account-state";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { groupedBy } from "../../broken";
import { bindingEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { associationsOf, podRoles } from "../../pod-roles";
import {
  admitSubjects,
  annotateCommand,
  createProvider,
  deleteAssociations,
  kubectl,
  trustRemedies,
} from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { clusterSubject, holderName, holderSubject } from "../../subjects";

interface Placed {
  readonly binding: Binding;
  readonly where: "Fargate" | "Windows";
  readonly text: string;
  /** False = only pods with certain labels, or some of the pods. */
  readonly all: boolean;
}

export const fargateOrWindows: Rule = {
  id: "fargate-or-windows",
  category: "binding",
  title: "Association for pods on Fargate or Windows",
  severity: "medium",
  description:
    "Pod Identity works on Linux EC2 nodes only. An association for a namespace that a Fargate profile takes, or for pods on Windows nodes, gives them nothing; IRSA does.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html"],
  *find(facts) {
    const placed = facts.model.bindings.flatMap((binding) => placeOf(facts, binding) ?? []);
    const groups = groupedBy(placed, ({ binding, where }) => `${binding.clusterArn}|${binding.namespace}|${where}`);
    for (const [cause, group] of groups) {
      const [first] = group;
      if (!first) continue;
      const certain = group.every(({ all }) => all);
      const bindings = group.map(({ binding }) => binding);
      yield found({
        severity: certain ? "medium" : "low",
        severityReason: certain
          ? "The pods get no credentials from the association."
          : "Pods that land elsewhere do get the credentials.",
        certainty: certain ? "allowed" : "conditional",
        certaintyReason: certain
          ? null
          : "It concerns pods with the labels of the Fargate profile, or those that were seen there.",
        cause,
        title: `Pod Identity does not reach pods of ${first.binding.namespace} on ${first.where}`,
        explanation: `${first.text} ${plural(bindings.length, "association")} (${listed(bindings.map(holderName))}) ${bindings.length === 1 ? "is" : "are"} for such pods.`,
        subjects: subjectsOf(
          bindings.map((binding) => holderSubject(facts, binding)),
          [clusterSubject(facts, first.binding.clusterArn ?? "")],
        ),
        evidence: group.map(({ binding, text }) => bindingEvidence(binding, text)),
        remediation: remedies(facts, bindings),
      });
    }
  },
};

const CODES = /^on-(?:fargate|windows)/;

function placeOf(facts: FindingFacts, binding: Binding): Placed | null {
  if (binding.mechanism !== "pod-identity") return null;
  const reason = binding.reasons.find(({ code }) => CODES.test(code));
  if (reason)
    return {
      binding,
      where: reason.code.startsWith("on-windows") ? "Windows" : "Fargate",
      text: reason.text,
      all: reason.code !== "on-fargate-by-label",
    };
  if (!binding.reasons.some(({ code }) => code === "pods-without-it")) return null;
  const { estate } = facts.model;
  const podsOf = facts.kept("pods by service account", () => podIndex(estate));
  const pods = podsOf(binding.clusterArn ?? "", binding.namespace ?? "", binding.serviceAccount ?? "");
  const answers = podAnswers(estate, binding.clusterArn ?? "", pods, [binding]);
  const there = answers.flatMap(({ reasons }) => reasons.find(({ code }) => CODES.test(code)) ?? []);
  const [one] = there;
  if (!one) return null;
  return {
    binding,
    where: one.code === "on-windows" ? "Windows" : "Fargate",
    text: one.text,
    all: there.length === answers.length,
  };
}

/** The same role by IRSA: its trust, the annotation, the provider where there is none. */
function remedies(facts: FindingFacts, bindings: readonly Binding[]): readonly Remedy[] {
  const { estate } = facts.model;
  const [first] = bindings;
  const cluster = estate.clusterByArn.get(first?.clusterArn ?? "");
  if (!cluster?.oidcIssuer) return [];
  const issuer = issuerKey(cluster.oidcIssuer);
  const trusts: Remedy[] = [];
  const accounts = new Set<string>();
  for (const [roleArn, own] of groupedBy(bindings, (binding) => binding.credentialRoleArn)) {
    const podRole = podRoles(facts).get(roleArn);
    if (!podRole?.trust) continue;
    const { role } = podRole;
    const provider = oidcProviderArn(parseArn(role.arn)?.partition ?? "aws", role.accountId, issuer);
    if (!estate.oidcProviders.has(provider)) accounts.add(parseRoleArn(roleArn)?.accountId ?? "");
    const subjects = own.map(({ namespace, serviceAccount }) => `${namespace}:${serviceAccount}`);
    trusts.push(
      ...trustRemedies(
        role,
        admitSubjects(podRole.trust, provider, issuer, subjects),
        "The service accounts are let in by web identity (IRSA).",
      ),
    );
  }
  const items = associationsOf(facts, bindings).map(({ association }) => ({ cluster, association }));
  return [
    ...[...accounts].flatMap((account) => createProvider(account, issuer, "IRSA needs a provider for the cluster.")),
    ...trusts,
    kubectl(
      cluster,
      "Annotate the service accounts",
      bindings.map((each) => annotateCommand(each.namespace ?? "", each.serviceAccount ?? "", each.credentialRoleArn)),
      "New pods then get the role by IRSA.",
    ),
    ...deleteAssociations(items, "The association stands before the annotation: it has to go."),
  ];
}
