/** Anything that a user has at hand, recognised and brought to where it belongs. */
import {
  organizationPolicyPath,
  type PasteAnswer,
  type PasteKind,
  pageHref,
  policyPath,
  resourcePath,
  rolePath,
} from "@/lib/contracts/api";
import { type DenialMessage, readDenial } from "@/lib/domain/access/denial-message";
import type { AccessModel } from "@/lib/domain/access/model";
import { knownResource } from "@/lib/domain/access/well-known";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";
import { askCan } from "./can";
import { roleArnOf, workloadsNamed } from "./subject";
import { entriesByBinding, workloadRef } from "./workloads-of";

export interface PasteInput {
  readonly text: string;
}

const SHOWN = 50;
const NOTHING = {
  workloads: [],
  workloadCount: 0,
  role: null,
  denial: null,
  cause: null,
  can: null,
  links: [],
} as const;

export function askPaste(view: SnapshotView, { text }: PasteInput): PasteAnswer {
  const trimmed = text.trim().replace(/^["'`]+|["'`]+$/g, "");
  const denial = readDenial(trimmed);
  if (denial) return denied(view, denial);
  const identity = callerIdentity(trimmed);
  if (identity !== null) return named(view, "caller-identity", "An answer of sts get-caller-identity", identity);
  const arn = /^arn:\S+$/.test(trimmed) ? parseArn(trimmed) : null;
  if (arn) return named(view, kindOfArn(arn.service, arn.resource), "", trimmed);
  if (/^(ASIA|AKIA)[A-Z0-9]{12,28}$/.test(trimmed)) return accessKey(trimmed);
  const unique = /^(AROA[A-Z0-9]{12,28})(?::(\S+))?$/.exec(trimmed);
  if (unique) return roleId(view, unique[1]!, unique[2] ?? null);
  if (/^(https:\/\/)?oidc\.eks\.\S+\/id\/\S+$/.test(trimmed)) return issuer(view, trimmed);
  if (/^\d{12}$/.test(trimmed)) {
    const links = [{ title: "Its workloads", href: pageHref("/workloads", { account: [trimmed] }) }];
    const known = view.model.estate.accounts.has(trimmed);
    return {
      ...NOTHING,
      kind: "account",
      title: "An account",
      sentence: known
        ? `Account ${view.accountName(trimmed) ?? trimmed} is in the snapshot.`
        : "The account is not in the snapshot.",
      links: known ? links : [],
    };
  }
  if (/^eks-.{1,80}$/.test(trimmed) && !trimmed.includes("/")) return sessionName(view, trimmed);
  const workloads = workloadsNamed(view, trimmed);
  if (workloads.length > 0)
    return {
      ...NOTHING,
      kind: "workload",
      title: "A workload",
      sentence: countSentence(workloads.length, "is", "have this name"),
      ...shown(workloads),
    };
  if (/^[a-z0-9-]{2,32}:[A-Za-z0-9*?]+$/.test(trimmed)) {
    const links = [{ title: `Who can ${trimmed}`, href: pageHref("/ask", { action: trimmed }) }];
    return { ...NOTHING, kind: "action", title: "An action", sentence: "An action, or a pattern of actions.", links };
  }
  const links =
    trimmed === "" ? [] : [{ title: "Search for it", href: pageHref("/workloads", { q: trimmed.slice(0, 200) }) }];
  return {
    ...NOTHING,
    kind: "nothing",
    title: "Not recognised",
    sentence: "This is none of the things that can be looked up here.",
    links,
  };
}

function kindOfArn(service: string, resource: string): PasteKind {
  if (service === "sts") return "session";
  if (service === "iam")
    return resource.startsWith("role/")
      ? "role"
      : resource.startsWith("policy/")
        ? "policy"
        : resource.startsWith("oidc-provider/")
          ? "issuer"
          : "resource";
  if (service === "eks")
    return resource.startsWith("podidentityassociation/")
      ? "association"
      : resource.startsWith("cluster/")
        ? "cluster"
        : "resource";
  if (service === "organizations") return "policy";
  return service === "s3" ? "bucket" : "resource";
}

function callerIdentity(text: string): string | null {
  if (!text.startsWith("{") || text.length > 4_096) return null;
  try {
    const value: unknown = JSON.parse(text);
    const arn = typeof value === "object" && value !== null ? (value as { Arn?: unknown }).Arn : undefined;
    return typeof arn === "string" ? arn : null;
  } catch {
    return null;
  }
}

function named(view: SnapshotView, kind: PasteKind, title: string, arn: string): PasteAnswer {
  const { model } = view;
  const roleArn = roleArnOf(view, arn);
  const parsed = parseArn(arn)!;
  if (roleArn !== null || parsed?.service === "sts") {
    const found = withSession(
      roleArn === null ? [] : workloadsOfRole(view, roleArn),
      sessionOf(parsed?.resource ?? ""),
    );
    const known = roleArn !== null && model.roleByArn.has(roleArn);
    const what = title === "" ? (kind === "session" ? "A session of a role" : "A role") : title;
    return {
      ...NOTHING,
      kind,
      title: what,
      sentence: known
        ? countSentence(found.length, "gets its credentials", "get its credentials")
        : "The role is not in the snapshot.",
      ...shown(found),
      role: roleArn === null ? null : roleRef(view, roleArn),
      links: [...(roleArn && known ? roleLinks(roleArn) : []), ...shown(found).links],
    };
  }
  if (kind === "association") {
    const binding = model.bindings.find(({ associationArn }) => associationArn === arn);
    const found = binding ? (entriesByBinding(view).get(binding) ?? []).map((place) => view.workloads()[place]!) : [];
    return {
      ...NOTHING,
      kind,
      title: "A Pod Identity association",
      sentence: countSentence(found.length, "has it", "have it"),
      ...shown(found),
      role: binding ? roleRef(view, binding.credentialRoleArn) : null,
    };
  }
  if (kind === "cluster") {
    const known = model.estate.clusterByArn.get(arn);
    const links = known ? [{ title: "Its workloads", href: pageHref("/workloads", { cluster: [arn] }) }] : [];
    return {
      ...NOTHING,
      kind,
      title: "An EKS cluster",
      sentence: known ? `Cluster ${known.name} is in the snapshot.` : "The cluster is not in the snapshot.",
      links,
    };
  }
  if (kind === "policy") return policyAnswer(view, arn);
  if (kind === "issuer") return issuer(view, arn.replace(/^.*oidc-provider\//, ""));
  const known = knownResource(arn);
  const links = [
    { title: "The resource", href: resourcePath(arn) },
    { title: "Who can do anything with it", href: pageHref("/ask", { action: `${parsed.service}:*`, resource: arn }) },
  ];
  return {
    ...NOTHING,
    kind,
    title: known ? `${/^[AEIOU]/.test(known.type) ? "An" : "A"} ${known.type}` : "A resource",
    sentence: known ? `${known.type} ${known.name}.` : "An ARN.",
    links,
  };
}

function policyAnswer(view: SnapshotView, arn: string): PasteAnswer {
  const { estate } = view.model;
  const parsed = parseArn(arn)!;
  const control = estate.organizationPolicies?.find(
    (policy) => policy.arn === arn || policy.id === arn.split("/").at(-1),
  );
  const known = estate.managedPolicies.get(arn);
  const href = control
    ? organizationPolicyPath(control.id)
    : policyPath(parsed.accountId, arn.slice(arn.lastIndexOf("/") + 1));
  const name = control?.name ?? known?.name;
  return {
    ...NOTHING,
    kind: "policy",
    title: control ? "A control policy" : "A managed policy",
    sentence: name ? `Policy ${name}.` : "The policy is not in the snapshot.",
    links: name ? [{ title: name, href }] : [],
  };
}

function roleId(view: SnapshotView, id: string, session: string | null): PasteAnswer {
  const role = view.model.estate.roles.find((each) => each.roleId === id);
  if (!role)
    return {
      ...NOTHING,
      kind: "role-id",
      title: "The unique id of a role",
      sentence: "No role that was read has it: it was deleted, or is in another account.",
    };
  const found = withSession(workloadsOfRole(view, role.arn), session);
  return {
    ...NOTHING,
    kind: "role-id",
    title: "The unique id of a role",
    sentence: `It is ${role.name}: ${countSentence(found.length, "gets its credentials", "get its credentials")}`,
    ...shown(found),
    role: roleRef(view, role.arn),
    links: [...roleLinks(role.arn), ...shown(found).links],
  };
}

function accessKey(id: string): PasteAnswer {
  const temporary = id.startsWith("ASIA");
  const links = [{ title: "Look for it in activity", href: pageHref("/activity", { q: id }) }];
  const sentence = temporary
    ? "Temporary credentials: activity tells whose they were, where their issue was recorded."
    : "A long-lived key: a pod that has it gets it from its environment or its image.";
  return { ...NOTHING, kind: "access-key", title: "An access key id", sentence, links };
}

/** "eks-CLUSTER-POD-UUID", the first two cut to ten characters. */
function sessionName(view: SnapshotView, name: string): PasteAnswer {
  const found = view
    .workloads()
    .filter(
      ({ row, bindings }) =>
        bindings.some(({ mechanism }) => mechanism === "pod-identity") && fitsSession(row.clusterName, name),
    );
  return {
    ...NOTHING,
    kind: "session-name",
    title: "A session name of EKS Pod Identity",
    sentence: `${countSentence(found.length, "is in a cluster whose name begins so", "are in clusters whose names begin so")} Which of them it was, activity tells.`,
    ...shown(found),
    links: [{ title: "Look for it in activity", href: pageHref("/activity", { q: name }) }],
  };
}

function sessionOf(resource: string): string | null {
  return resource.startsWith("assumed-role/") ? (resource.split("/")[2] ?? null) : null;
}

/** Those in whose cluster the session can have been; all where the name tells nothing. */
function withSession(workloads: readonly WorkloadEntry[], session: string | null): readonly WorkloadEntry[] {
  if (session === null || !session.startsWith("eks-")) return workloads;
  const fitting = workloads.filter(({ row }) => fitsSession(row.clusterName, session));
  return fitting.length > 0 ? fitting : workloads;
}

function fitsSession(cluster: string | null, session: string): boolean {
  return cluster !== null && session.startsWith(`eks-${cluster.slice(0, 10)}-`);
}

function issuer(view: SnapshotView, text: string): PasteAnswer {
  const cluster = view.model.estate.clusterByIssuer.get(issuerKey(text));
  const found = view.workloads().filter(({ row }) => row.issuer !== null && issuerKey(row.issuer) === issuerKey(text));
  const links = cluster ? [{ title: "Its workloads", href: pageHref("/workloads", { cluster: [cluster.arn] }) }] : [];
  const sentence = cluster
    ? `It is the issuer of cluster ${cluster.name}.`
    : found.length > 0
      ? "An issuer of no cluster in scope, which roles trust."
      : "No cluster that was read has this issuer, and no role trusts it.";
  return { ...NOTHING, kind: "issuer", title: "An OIDC issuer of EKS", sentence, ...shown(found), links };
}

function denied(view: SnapshotView, message: DenialMessage): PasteAnswer {
  const { principal, action, resource, reason } = message;
  const roleArn = principal === null ? null : roleArnOf(view, principal);
  const known = roleArn !== null && view.model.roleByArn.has(roleArn);
  const session = principal === null ? null : sessionOf(parseArn(principal)?.resource ?? "");
  const found = roleArn === null ? [] : withSession(workloadsOfRole(view, roleArn), session);
  const subject = found.length === 1 ? found[0]!.row.id : roleArn;
  const can =
    known && subject !== null ? askCan(view, { subject, action, resource: resource ?? "*", context: [] }) : null;
  const way =
    can?.ways.find(({ role, hops }) => role.arn === roleArn && !hops.some(({ kind }) => kind === "assume")) ??
    can?.ways[0] ??
    null;
  const layer =
    way?.layers.find((each) => each.layer === message.layer) ?? way?.layers.find(({ state }) => state === "denies");
  const cause =
    layer?.statements.find(({ effect }) => effect === "Deny") ??
    way?.layers.flatMap(({ statements }) => statements).find(({ effect }) => effect === "Deny") ??
    null;
  const verdict = way?.decision ?? null;
  // A denial that depends on the request, or on what was not read, is no contradiction.
  const agrees = verdict === null ? null : verdict !== "allowed";
  return {
    kind: "access-denied",
    title: "An AccessDenied message",
    sentence: denialSentence(message, known, found.length, verdict, cause !== null),
    ...shown(found),
    role: roleArn === null ? null : roleRef(view, roleArn),
    denial: { principal, action, resource, reason, verdict, agrees },
    cause,
    can,
    links: [
      ...(cause?.href ? [{ title: `The statement in ${cause.policy}`, href: cause.href }] : []),
      ...shown(found).links,
      ...(roleArn && known ? roleLinks(roleArn) : []),
      { title: `Who can ${action}`, href: pageHref("/ask", { action, resource: resource ?? "" }) },
    ],
  };
}

function denialSentence(
  { principal, action, reason }: DenialMessage,
  known: boolean,
  workloads: number,
  verdict: string | null,
  cause: boolean,
): string {
  if (principal === null) return `${action} was denied; the message does not say to whom.`;
  if (!known) return `${action} was denied to ${principal}, whose role is not in the snapshot.`;
  const who = workloads === 1 ? "1 workload has" : `${workloads} workloads have`;
  const why = reason === null ? "" : ` The message says: ${reason}.`;
  const ours = {
    denied: cause ? " A statement denies it." : " Nothing that was read allows it.",
    conditional: " What was read allows it only under conditions.",
    unknown: " What was not read decides it.",
    allowed: " What was read allows it: something that was not read denies it, or it was changed since.",
  }[verdict ?? "unknown"];
  return `${action} was denied to a role that ${who}.${why}${ours ?? ""}`;
}

function workloadsOfRole(view: SnapshotView, roleArn: string): readonly WorkloadEntry[] {
  const role = view.model.roleByArn.get(roleArn);
  if (!role) return [];
  const entries = entriesByBinding(view);
  const places = new Set(usedWith(role.bindings, roleArn).flatMap((binding) => entries.get(binding) ?? []));
  return [...places].sort((a, b) => a - b).map((place) => view.workloads()[place]!);
}

function usedWith(bindings: AccessModel["bindings"], roleArn: string) {
  return bindings.filter(({ credentialRoleArn, roleArn: first }) => credentialRoleArn === roleArn || first === roleArn);
}

function roleLinks(arn: string) {
  const role = parseRoleArn(arn);
  return role ? [{ title: role.name, href: rolePath(role.accountId, role.name) }] : [];
}

function shown(workloads: readonly WorkloadEntry[]): Pick<PasteAnswer, "workloads" | "workloadCount" | "links"> {
  const refs = workloads.slice(0, SHOWN).map(({ row }) => workloadRef(row));
  return {
    workloads: refs,
    workloadCount: workloads.length,
    links: refs.slice(0, 3).map(({ namespace, serviceAccount, clusterName, href }) => ({
      title: serviceAccount === null ? `nodes of ${clusterName}` : `${namespace}/${serviceAccount}`,
      href,
    })),
  };
}

function countSentence(count: number, one: string, many: string): string {
  if (count === 0) return `No workload that was read ${one}.`;
  return count === 1 ? `1 workload ${one}.` : `${count} workloads ${many}.`;
}
