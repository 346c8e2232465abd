/** Anything that a user has at hand, recognised and brought to where it belongs. */
import {
  organizationPolicyPath,
  type PasteAnswer,
  type PasteKind,
  pageHref,
  policyPath,
  resourcePath,
} from "@/lib/contracts/api";
import { readDenial } from "@/lib/domain/access/denial-message";
import { knownResource } from "@/lib/domain/access/well-known";
import { parseArn } from "@/lib/domain/aws/arn";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import { deniedAnswer } from "./paste-denied";
import {
  fitsSession,
  NOTHING,
  roleLinks,
  sessionNameOf,
  shownWorkloads,
  withPods,
  withSession,
  workloadsOfRole,
} from "./paste-parts";
import { roleArnOf, workloadsNamed } from "./subject";
import { entriesByBinding } from "./workloads-of";

export interface PasteInput {
  readonly text: string;
}

export function askPaste(view: SnapshotView, { text }: PasteInput): PasteAnswer {
  const trimmed = text.trim().replace(/^["'`]+|["'`]+$/g, "");
  const denial = readDenial(trimmed);
  if (denial) return deniedAnswer(view, denial);
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
  const token = /^system:serviceaccount:([^:\s]+):([^:\s]+)$/.exec(trimmed);
  const workloads = workloadsNamed(view, token ? `${token[1]}/${token[2]}` : trimmed);
  if (workloads.length > 0)
    return {
      ...NOTHING,
      kind: "workload",
      title: "A workload",
      sentence: countSentence(workloads.length, "has this name", "have this name"),
      ...shownWorkloads(workloads),
    };
  const called = roleOrPolicy(view, trimmed);
  if (called) return called;
  if (/^[a-z0-9-]{2,32}:[A-Za-z0-9*?]+$/.test(trimmed)) {
    const links = [{ title: `Who can ${trimmed}`, href: pageHref("/ask", { action: trimmed }) }];
    return { ...NOTHING, kind: "action", title: "An action", sentence: "An action, or a pattern of actions.", links };
  }
  const within = arnWithin(trimmed);
  if (within !== null) {
    const inside = parseArn(within);
    if (inside?.service === "sts" && /account|arn|userid|^\d{12}\s/i.test(trimmed))
      return named(view, "caller-identity", "An answer of sts get-caller-identity", within);
    if (inside) return named(view, kindOfArn(inside.service, inside.resource), "", within);
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

/** The ARN that a text is about: that of a session where it has one, else its first. */
function arnWithin(text: string): string | null {
  const arns = text.slice(0, 20_000).match(/\barn:aws[a-z-]{0,20}:[a-z0-9-]{1,40}:[^\s"',\][{}()<>|]{1,2048}/g) ?? [];
  const found = arns.find((arn) => arn.includes(":assumed-role/")) ?? arns[0];
  return found?.replace(/[.,;:]+$/, "") ?? null;
}

/** By its bare name ("payments-api", "team/payments-api") or a control policy's id. */
function roleOrPolicy(view: SnapshotView, text: string): PasteAnswer | null {
  const { estate, roles } = view.model;
  if (/^p-[a-zA-Z0-9]+$/.test(text) && estate.organizationPolicies?.some(({ id }) => id === text))
    return policyAnswer(view, `arn:aws:organizations:::policy/${text}`);
  const alike = roles.filter(({ arn, name }) => name === text || arn.endsWith(`:role/${text}`));
  const [one] = alike;
  if (!one) return null;
  if (alike.length === 1) return named(view, "role", "", one.arn);
  return {
    ...NOTHING,
    kind: "role",
    title: "A role",
    sentence: `${alike.length} roles have this name.`,
    links: alike.slice(0, 10).flatMap(({ arn, accountId }) =>
      roleLinks(arn).map(({ title, href }) => ({
        title: `${title} in ${view.accountName(accountId) ?? accountId}`,
        href,
      })),
    ),
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
      view,
      roleArn === null ? [] : workloadsOfRole(view, roleArn),
      sessionNameOf(parsed?.resource ?? ""),
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
      ...shownWorkloads(found),
      role: roleArn === null ? null : roleRef(view, roleArn),
      links: [...(roleArn && known ? roleLinks(roleArn) : []), ...shownWorkloads(found).links],
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
      ...shownWorkloads(found),
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
  const found = withSession(view, workloadsOfRole(view, role.arn), session);
  return {
    ...NOTHING,
    kind: "role-id",
    title: "The unique id of a role",
    sentence: `It is ${role.name}: ${countSentence(found.length, "gets its credentials", "get its credentials")}`,
    ...shownWorkloads(found),
    role: roleRef(view, role.arn),
    links: [...roleLinks(role.arn), ...shownWorkloads(found).links],
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
  const fitting = view
    .workloads()
    .filter(
      ({ row, bindings }) =>
        bindings.some(({ mechanism }) => mechanism === "pod-identity") && fitsSession(row.clusterName, name),
    );
  const found = withPods(view, fitting, name);
  return {
    ...NOTHING,
    kind: "session-name",
    title: "A session name of EKS Pod Identity",
    sentence: `${countSentence(found.length, "is in a cluster whose name begins so", "are in clusters whose names begin so")} Which of them it was, activity tells.`,
    ...shownWorkloads(found),
    links: [{ title: "Look for it in activity", href: pageHref("/activity", { q: name }) }],
  };
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
  return { ...NOTHING, kind: "issuer", title: "An OIDC issuer of EKS", sentence, ...shownWorkloads(found), links };
}

function countSentence(count: number, one: string, many: string): string {
  if (count === 0) return `No workload that was read ${one}.`;
  return count === 1 ? `1 workload ${one}.` : `${count} workloads ${many}.`;
}
