/** Signs and words of changes: the same on every page. */
import type { ChangeWord, ComparedKind, Risk } from "@/lib/contracts/api";

export const changeSigns: Readonly<
  Record<ChangeWord, { readonly sign: string; readonly word: string; readonly className: string }>
> = {
  gained: { sign: "+", word: "Gained", className: "text-add" },
  lost: { sign: "−", word: "Lost", className: "text-remove" },
  changed: { sign: "~", word: "Changed", className: "text-change" },
  "became-known": { sign: "?", word: "Became known", className: "text-n8" },
  "became-unknown": { sign: "?", word: "Became unknown", className: "text-n8" },
};

export const kindWords: Readonly<
  Record<ComparedKind, { readonly title: string; readonly one: string; readonly many: string }>
> = {
  findings: { title: "Findings", one: "finding", many: "findings" },
  permissions: { title: "Permissions", one: "workload's permissions", many: "workloads' permissions" },
  trust: { title: "Trust", one: "trust policy", many: "trust policies" },
  policies: { title: "Policies", one: "policy", many: "policies" },
  bindings: { title: "Bindings", one: "binding", many: "bindings" },
  roles: { title: "Roles", one: "role", many: "roles" },
  workloads: { title: "Workloads", one: "workload", many: "workloads" },
};

export const riskWords: Readonly<
  Record<Risk, { readonly sign: string; readonly word: string; readonly className: string }>
> = {
  increasing: { sign: "↑", word: "raises the risk", className: "text-high" },
  decreasing: { sign: "↓", word: "lowers the risk", className: "text-add" },
  neutral: { sign: "·", word: "no matter for the risk", className: "text-n8" },
  unknown: { sign: "?", word: "risk not known", className: "text-info" },
};
