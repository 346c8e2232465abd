/** Changes with names, places and pages. */
import {
  type ChangeRow,
  findingPath,
  organizationPolicyPath,
  pageHref,
  resourcePath,
  type WorkloadRow,
} from "@/lib/contracts/api";
import { parseArn } from "@/lib/domain/aws/arn";
import type { Change } from "@/lib/domain/changes/change";
import type { ChangeLog } from "@/lib/domain/changes/who-made-it";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { clusterNameOf } from "../gap-answer";
import { policyHref } from "../policy-answer";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import type { Compared } from "./compared";

export interface ChangeName {
  readonly title: string;
  readonly context: string;
  readonly href: string | null;
}

/** The two views that a change is named from. */
export interface Views {
  readonly before: SnapshotView;
  readonly after: SnapshotView;
  readonly compared: Compared;
}

export function changeRow(views: Views, log: ChangeLog, change: Change): ChangeRow {
  const { id, word, risk, reasons, text, thing } = change;
  return {
    id,
    kind: thing.kind,
    change: word,
    risk,
    reasons,
    ...nameOf(views, change),
    text,
    madeBy: log.of(change, views.compared.before, views.compared.after),
  };
}

/** Of what is gone, the names and pages of the snapshot before. */
export function nameOf(views: Views, { thing, word }: Change): ChangeName {
  const gone = word === "lost" || word === "became-unknown";
  const first = gone ? views.before : views.after;
  const second = gone ? views.after : views.before;
  switch (thing.kind) {
    case "workloads":
    case "permissions":
      return workloadName(views, first, second, thing.workloadId);
    case "bindings": {
      const view = first.model.bindingById.has(thing.bindingId) ? first : second;
      const binding = view.model.bindingById.get(thing.bindingId);
      return binding ? bindingName(views, view, binding) : nothing(thing.bindingId);
    }
    case "roles":
    case "trust":
      return roleName(views, first, second, thing.roleArn);
    case "findings":
      return findingName(views, thing.findingId);
    case "policies":
      return policyName(views, first, second, thing);
  }
}

function nothing(title: string): ChangeName {
  return { title, context: "", href: null };
}

/** A page of the older snapshot is asked for by its id. */
function within(views: Views, view: SnapshotView, href: string | null): string | null {
  if (href === null || view === views.after) return href;
  const [path = "", hash] = href.split("#");
  const joined = `${path}${path.includes("?") ? "&" : "?"}snapshot=${view.model.estate.meta.id}`;
  return hash === undefined ? joined : `${joined}#${hash}`;
}

function rowsById(view: SnapshotView): ReadonlyMap<string, WorkloadRow> {
  return view.kept("workloads by id", () => new Map(view.workloads().map(({ row }) => [row.id, row])));
}

function workloadName(views: Views, first: SnapshotView, second: SnapshotView, id: string): ChangeName {
  const view = rowsById(first).has(id) ? first : second;
  const row = rowsById(view).get(id);
  if (!row) return nothing(id);
  const title =
    row.kind === "node"
      ? `Nodes of ${row.clusterName ?? row.issuer ?? "a cluster"}`
      : `${row.namespace ?? "*"}/${row.serviceAccount ?? "*"}`;
  return { title, context: row.clusterName ?? row.issuer ?? "", href: within(views, view, row.href) };
}

function bindingName(views: Views, view: SnapshotView, binding: Binding): ChangeName {
  const place = binding.clusterArn ?? binding.issuer ?? "";
  const row = rowsById(view).get(`${place}|${binding.namespace ?? ""}|${binding.serviceAccount ?? ""}`);
  const whose = binding.namespace === null ? "Nodes" : `${binding.namespace}/${binding.serviceAccount ?? "*"}`;
  return {
    title: `${whose} → ${roleRef(view, binding.credentialRoleArn).name}`,
    context: binding.clusterArn === null ? place : clusterNameOf(binding.clusterArn),
    href: within(views, view, row?.href ?? null),
  };
}

function roleName(views: Views, first: SnapshotView, second: SnapshotView, arn: string): ChangeName {
  const view = first.model.roleByArn.get(arn)?.state.kind === "present" ? first : second;
  const role = roleRef(view, arn);
  return {
    title: role.name,
    context: view.accountName(role.accountId) ?? role.accountId,
    href: within(views, view, role.href),
  };
}

function findingName(views: Views, id: string): ChangeName {
  const after = views.compared.findings.after.get(id);
  const finding = after ?? views.compared.findings.before.get(id);
  if (!finding) return nothing(id);
  const [subject] = finding.subjects;
  const more = finding.subjects.length > 1 ? ` and ${finding.subjects.length - 1} more` : "";
  return {
    title: finding.title,
    context: subject ? `${subject.name}${more}` : "",
    href: within(views, after ? views.after : views.before, findingPath(id)),
  };
}

function policyName(
  views: Views,
  first: SnapshotView,
  second: SnapshotView,
  thing: Extract<Change["thing"], { kind: "policies" }>,
): ChangeName {
  const { place, policy, roleArn, associationArn } = thing;
  const short = policy.slice(policy.lastIndexOf("/") + 1);
  if (roleArn !== null) {
    const role = roleName(views, first, second, roleArn);
    const words = { inline: `Inline policy ${policy}`, attached: `Policy ${short}`, boundary: "Permissions boundary" };
    const title = Object.hasOwn(words, place) ? words[place as keyof typeof words] : short;
    const address = place === "inline" ? policy : undefined;
    return {
      title,
      context: `role ${role.title}`,
      href: role.href && address ? pageWith(role.href, address) : role.href,
    };
  }
  if (place === "session") {
    const view = associationOf(first.model.estate, associationArn) ? first : second;
    const association = associationOf(view.model.estate, associationArn);
    if (!association) return nothing(short);
    const id = `${association.clusterArn}|${association.namespace}|${association.serviceAccount}`;
    const name = workloadName(views, first, second, id);
    return { ...name, title: "Session policy", context: `${name.title}, ${name.context}` };
  }
  if (place === "organization" || place === "targets") {
    const view = [first, second].find(({ model }) =>
      model.estate.organizationPolicies?.some(({ id }) => id === policy),
    );
    const facts = view?.model.estate.organizationPolicies?.find(({ id }) => id === policy);
    const type = facts?.type === "RCP" ? "resource control policy" : "service control policy";
    return {
      title: facts?.name ?? policy,
      context: place === "targets" ? `where the ${type} is attached` : type,
      href: facts && view ? within(views, view, organizationPolicyPath(policy)) : null,
    };
  }
  if (place === "resource") {
    const arn = parseArn(policy);
    return {
      title: arn?.resource ?? policy,
      context: `policy of ${arn?.service ?? "a resource"}`,
      href: within(views, first, resourcePath(policy)),
    };
  }
  return {
    title: short,
    context: policy.includes(":iam::aws:") ? "managed by AWS" : "customer managed policy",
    href: within(views, first, policyHref(policy)),
  };
}

function pageWith(href: string, policy: string): string {
  return `${href}${href.includes("?") ? "&" : "?"}${pageHref("", { policy }).slice(1)}`;
}
