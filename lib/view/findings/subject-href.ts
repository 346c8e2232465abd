/** Where the subjects of a finding, and what it rests on, are shown. */
import {
  accountPath,
  clusterPath,
  pageHref,
  policyPath,
  resourcePath,
  rolePath,
  statementHref,
} from "@/lib/contracts/api";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { FindingEvidence, FindingSubject } from "@/lib/domain/findings/finding";
import type { Binding } from "@/lib/domain/identity/binding";
import type { SnapshotView } from "../snapshot-view";

/** null for what has no page of its own. */
export function subjectHref(view: SnapshotView, { kind, id, name, clusterArn }: FindingSubject): string | null {
  switch (kind) {
    case "workload":
      return workloadHrefs(view).get(id) ?? null;
    case "binding":
      return bindingHref(view, id);
    case "association":
      return associationHref(view, id);
    case "role":
      return roleHref(id);
    case "policy":
      return policyHref(id, name);
    case "cluster":
      return clusterHref(view, id);
    case "namespace":
      return clusterArn === null ? null : pageHref("/workloads", { cluster: [clusterArn], namespace: [name] });
    case "nodegroup":
      return clusterArn === null ? null : clusterHref(view, clusterArn);
    case "account":
      return /^\d{12}$/.test(id) ? accountPath(id) : null;
    case "oidc-provider":
    case "resource":
    case "trail":
      return parseArn(id) === null ? null : resourcePath(id);
  }
}

export function evidenceHref(view: SnapshotView, evidence: FindingEvidence): string | null {
  switch (evidence.kind) {
    case "statement": {
      const { policy, index } = evidence.statement;
      const arn = parseArn(policy);
      if (arn?.service === "iam" && arn.resource.startsWith("policy/"))
        return statementHref(policyHref(policy, policy) ?? "", null, index);
      const role = evidence.roleArn === null ? null : roleHref(evidence.roleArn);
      return role === null ? null : statementHref(role, policy, index);
    }
    case "binding":
      return bindingHref(view, evidence.bindingId);
    case "event":
      return pageHref("/activity", { range: "90d", open: evidence.eventId });
    case "fact":
      return factHref(view, evidence.thing);
    case "gap":
      return "/coverage";
  }
}

function factHref(view: SnapshotView, thing: string): string | null {
  const arn = parseArn(thing);
  if (arn === null) return workloadHrefs(view).get(thing) ?? null;
  if (parseRoleArn(thing)) return roleHref(thing);
  if (arn.service === "iam" && arn.resource.startsWith("policy/")) return policyHref(thing, thing);
  if (arn.service === "eks" && arn.resource.startsWith("cluster/")) return clusterHref(view, thing);
  return resourcePath(thing);
}

function roleHref(arn: string): string | null {
  const role = parseRoleArn(arn);
  return role && rolePath(role.accountId, role.name);
}

/** An inline policy's id is `roleArn|name`: it stands on the page of its role. */
function policyHref(id: string, name: string): string | null {
  const at = id.indexOf("|");
  if (at > 0) {
    const role = roleHref(id.slice(0, at));
    return role && pageHref(role, { policy: id.slice(at + 1) });
  }
  const arn = parseArn(id);
  if (arn?.service !== "iam" || !arn.resource.startsWith("policy/")) return null;
  return policyPath(
    arn.accountId === "" ? "aws" : arn.accountId,
    arn.resource.slice(arn.resource.lastIndexOf("/") + 1) || name,
  );
}

function clusterHref(view: SnapshotView, clusterArn: string): string | null {
  const cluster = view.model.estate.clusterByArn.get(clusterArn);
  return cluster ? clusterPath(cluster.accountId, cluster.region, cluster.name) : null;
}

function workloadHrefs(view: SnapshotView): ReadonlyMap<string, string> {
  return view.kept("pages of workloads", () => new Map(view.workloads().map(({ row }) => [row.id, row.href])));
}

function bindingHrefs(view: SnapshotView): ReadonlyMap<string, string> {
  return view.kept("pages of bindings", () => {
    const hrefs = new Map<string, string>();
    for (const { row, bindings } of view.workloads())
      for (const { id } of bindings) if (!hrefs.has(id)) hrefs.set(id, row.href);
    return hrefs;
  });
}

function bindingHref(view: SnapshotView, id: string): string | null {
  return bindingHrefs(view).get(id) ?? null;
}

function associationHref(view: SnapshotView, arn: string): string | null {
  const byArn = view.kept("bindings by association", () => {
    const bindings = new Map<string, Binding>();
    for (const binding of view.model.bindings)
      if (binding.associationArn !== null) bindings.set(binding.associationArn, binding);
    return bindings;
  });
  const binding = byArn.get(arn);
  return binding ? bindingHref(view, binding.id) : null;
}
