/**
 * Severity of what credentials give, where that is what is found: what could be done at worst, how sure that is, and who
 * can become the pod. A mistake on the way to the credentials has a severity of its own, and `weigh` judges it.
 */
import type { Certainty } from "@/lib/domain/access/levels";
import { whoCanBecome } from "@/lib/domain/identity/become";
import type { Binding } from "@/lib/domain/identity/binding";
import type { Severity } from "../finding";
import { HOW_SURE, worsened } from "../severity-words";
import type { ReachLevel } from "./reach";
import type { ReachFacts } from "./strengths-of";

export interface SeverityInput {
  /** What could be done at worst. */
  readonly level: ReachLevel;
  readonly certainty: Certainty;
  /** A clause that follows "could"; from the reach. */
  readonly text: string;
  /** Ways to the credentials that it is about; none = it is about no pod. */
  readonly bindings: readonly Binding[];
}

export interface Judged {
  readonly severity: Severity;
  readonly reason: string;
}

type PerCertainty = Readonly<Record<Certainty, Severity>>;

const BASE: Readonly<Record<ReachLevel, PerCertainty>> = {
  admin: { allowed: "critical", conditional: "high", unknown: "medium" },
  escalation: { allowed: "critical", conditional: "high", unknown: "medium" },
  data: { allowed: "high", conditional: "medium", unknown: "medium" },
  write: { allowed: "medium", conditional: "low", unknown: "low" },
  read: { allowed: "low", conditional: "low", unknown: "info" },
  none: { allowed: "info", conditional: "info", unknown: "info" },
  unknown: { allowed: "low", conditional: "low", unknown: "low" },
};

/** One step worse where everybody in a cluster gets there. */
export function severityOf(facts: ReachFacts, { level, certainty, text, bindings }: SeverityInput): Judged {
  const base = BASE[level][certainty];
  const exposure = exposureOf(facts, bindings);
  const severity = exposure.wide && base !== "info" ? worsened(base, 1) : base;
  const raised = severity === base ? "" : " That makes it one step worse.";
  return { severity, reason: `At worst it could ${text}${HOW_SURE[certainty]}. ${exposure.text}${raised}`.trim() };
}

export interface Exposure {
  /** Every pod of a cluster, or everybody with a credential of it, gets there. */
  readonly wide: boolean;
  readonly text: string;
}

/** Bindings that are looked at one by one. */
const LOOKED_AT = 25;

/** Who can become a pod that has one of the bindings. */
export function exposureOf(facts: ReachFacts, bindings: readonly Binding[]): Exposure {
  if (bindings.length === 0) return { wide: false, text: "" };
  const node = bindings.find(({ mechanism }) => mechanism === "node-role");
  if (node) {
    const sure = node.verdict === "allowed";
    return { wide: sure, text: "Pods get it through their node's instance metadata, whatever their service account." };
  }
  const open = bindings.find(({ pattern, namespace }) => pattern && /^\*+$/.test(namespace ?? ""));
  if (open) return { wide: true, text: "The trust admits service accounts of every namespace." };
  const namespaces = bindings.find(({ pattern, serviceAccount }) => pattern && /^\*+$/.test(serviceAccount ?? ""));
  if (namespaces)
    return { wide: false, text: `The trust admits every service account of namespace ${namespaces.namespace}.` };
  return byKubernetes(facts, bindings);
}

function byKubernetes(facts: ReachFacts, bindings: readonly Binding[]): Exposure {
  let read = false;
  let most = 0;
  let at = "";
  for (const binding of bindings.slice(0, LOOKED_AT)) {
    const found = becoming(facts, binding);
    if (found === null) continue;
    read = true;
    if (found.everybody)
      return {
        wide: true,
        text: `Everybody with a credential of the cluster can become ${binding.namespace}/${binding.serviceAccount}.`,
      };
    if (found.count <= most) continue;
    most = found.count;
    at = `${binding.namespace}/${binding.serviceAccount}`;
  }
  if (!read) return { wide: false, text: "Who can become the pod in Kubernetes was not read." };
  if (most === 0) return { wide: false, text: "Nobody else was found who can become the pod in Kubernetes." };
  const who = most === 1 ? "1 user, group or role" : `Up to ${most} users, groups and roles`;
  return { wide: false, text: `${who} can become the pod in Kubernetes (${at}).` };
}

interface BecomingCount {
  readonly count: number;
  readonly everybody: boolean;
}

function becoming(facts: ReachFacts, { clusterArn, namespace, serviceAccount }: Binding): BecomingCount | null {
  if (clusterArn === null || namespace === null || serviceAccount === null) return null;
  const { rbacGrants, accessEntries } = facts.model.estate;
  if (!rbacGrants.has(clusterArn) && !accessEntries.has(clusterArn)) return null;
  const known = facts.kept("who can become pods", () => new Map<string, BecomingCount | null>());
  const key = `${clusterArn}|${namespace}|${serviceAccount}`;
  let found = known.get(key);
  if (found === undefined) {
    const all = whoCanBecome(facts.model.estate, clusterArn, namespace, serviceAccount);
    found = all && {
      count: all.length,
      everybody: all.some(({ subject }) => subject.kind === "Group" && EVERYBODY.has(subject.name)),
    };
    known.set(key, found);
  }
  return found;
}

const EVERYBODY = new Set(["system:authenticated", "system:serviceaccounts", "system:unauthenticated"]);
