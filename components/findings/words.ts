/** Words of findings as pages say them. */
import type { FindingChange, FindingStatus } from "@/lib/contracts/api";
import type { Finding, FindingCategory, RemedyFormat, Severity, SubjectKind } from "@/lib/domain/findings/finding";

export const severityWords: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
};

export const statusWords: Readonly<Record<FindingStatus, string>> = { open: "Open", accepted: "Accepted" };

export const changeWords: Readonly<Record<FindingChange, string>> = { new: "New", worsened: "Worsened" };

export const categoryWords: Readonly<Record<FindingCategory, string>> = {
  trust: "Trust",
  binding: "Bindings",
  permission: "Permissions",
  sharing: "Sharing",
  use: "Use",
  limit: "Limits",
  cluster: "Clusters",
  logging: "Logging",
};

/** "allowed" is what a statement does; of a finding one says that it is so. */
export const certaintyWords: Readonly<Record<Finding["certainty"], string>> = {
  allowed: "Certain",
  conditional: "Conditional",
  unknown: "Unknown",
};

export const subjectWords: Readonly<Record<SubjectKind, readonly [one: string, many: string]>> = {
  workload: ["Workload", "Workloads"],
  binding: ["Binding", "Bindings"],
  association: ["Association", "Associations"],
  role: ["Role", "Roles"],
  policy: ["Policy", "Policies"],
  cluster: ["Cluster", "Clusters"],
  namespace: ["Namespace", "Namespaces"],
  nodegroup: ["Node group", "Node groups"],
  "oidc-provider": ["OIDC provider", "OIDC providers"],
  account: ["Account", "Accounts"],
  resource: ["Resource", "Resources"],
  trail: ["Trail", "Trails"],
};

export const formatWords: Readonly<Record<RemedyFormat, string>> = {
  "aws-cli": "AWS CLI",
  terraform: "Terraform",
  cloudformation: "CloudFormation",
  crossplane: "Crossplane",
  policy: "Policy",
  kubernetes: "Kubernetes",
  text: "In words",
};

/** Values of a facet with the words that pages use for them. */
export function worded<T extends { readonly value: string; readonly label: string }>(
  options: readonly T[],
  words: Readonly<Record<string, string>>,
): readonly T[] {
  return options.map((option) => ({
    ...option,
    label: Object.hasOwn(words, option.value) ? (words[option.value] ?? option.label) : option.label,
  }));
}
