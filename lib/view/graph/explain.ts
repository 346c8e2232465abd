/** Why a link is there: the associations, trust statements, attachments and policy statements behind it. */
import type { GraphColumnId, GraphEnd, GraphLink, GraphReason, LinkState } from "@/lib/contracts/graph";
import { columnTitles, linkStates } from "@/lib/contracts/graph";
import { byCredential, type Flow, passThrough, unitFits } from "./flow";
import { type GraphSource, isDetail, isLeft } from "./source";
import { type Resolved, resolve } from "./steps";

/** Most reasons sent for one link. */
export const mostReasons = 12;

export interface LinkNumbers {
  readonly state: number;
  readonly chain: boolean;
  readonly links: number;
  readonly weight: number;
}

/** `flows`: the paths that are looked at. Both ends are row ids; null where either stands for nothing. */
export function explainLink(
  source: GraphSource,
  flows: readonly Flow[],
  fromId: string,
  toId: string,
  numbers: LinkNumbers,
): GraphLink | null {
  const from = resolve(source, fromId);
  const to = resolve(source, toId);
  if (!from || !to) return null;
  const along = flows
    .map((flow) => passThrough(source, passThrough(source, flow, from.column, from.mask), to.column, to.mask))
    .filter((flow) => flow.bindings.length > 0);
  const collector = new ReasonCollector();
  collect(source, along, from, to, collector);
  return {
    from: endOf(source, fromId, from),
    to: endOf(source, toId, to),
    state: linkStates[numbers.state] as LinkState,
    chain: numbers.chain,
    links: numbers.links,
    weight: numbers.weight,
    reasons: collector.reasons,
    reasonsOmitted: collector.omitted,
  };
}

export function endOf(source: GraphSource, id: string, at: Resolved): GraphEnd {
  return { id, column: at.column, label: at.label, sub: at.node >= 0 ? source.nodes[at.column].subs[at.node]! : "" };
}

class ReasonCollector {
  readonly reasons: GraphReason[] = [];
  omitted = 0;
  private readonly seen = new Set<string>();

  add(reasons: readonly GraphReason[]): void {
    for (const reason of reasons) {
      const key = `${reason.text}\n${reason.source}\n${reason.statement?.index ?? ""}`;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      if (this.reasons.length < mostReasons) this.reasons.push(reason);
      else this.omitted++;
    }
  }

  /** More would only be counted: stop looking them up one by one. */
  get full(): boolean {
    return this.omitted > 0;
  }

  skip(count: number): void {
    this.omitted += count;
  }
}

function collect(
  source: GraphSource,
  flows: readonly Flow[],
  from: Resolved,
  to: Resolved,
  into: ReasonCollector,
): void {
  if (isLeft(to.column)) {
    if (to.column !== "role" && to.column !== "target-role") {
      into.add([containment(from, to)]);
      return;
    }
    for (const flow of flows) addBindings(source, flow, legsOf(from.column, to.column), into);
    return;
  }
  for (const flow of flows) {
    // From a service account straight to what its role may: both halves are the reason.
    if (isLeft(from.column) && from.column !== "role" && from.column !== "target-role") {
      addBindings(source, flow, ["role"], into);
    }
    addGrants(source, flow, to.column, isLeft(from.column), into);
  }
}

function legsOf(from: GraphColumnId, to: GraphColumnId): readonly ("role" | "target")[] {
  if (to === "role") return ["role"];
  return from === "role" ? ["target"] : ["role", "target"];
}

function containment(from: Resolved, to: Resolved): GraphReason {
  const text = `${columnTitles[to.column]} ${to.label} is in ${columnTitles[from.column].toLowerCase()} ${from.label}.`;
  return { kind: "containment", state: "allowed", text, source: null, statement: null };
}

function addBindings(
  source: GraphSource,
  flow: Flow,
  legs: readonly ("role" | "target")[],
  into: ReasonCollector,
): void {
  for (let at = 0; at < flow.bindings.length; at++) {
    if (into.full) {
      into.skip(flow.bindings.length - at);
      return;
    }
    for (const leg of legs) into.add(source.evidence.binding(flow.bindings[at]!, leg));
  }
}

function addGrants(
  source: GraphSource,
  flow: Flow,
  to: GraphColumnId,
  acrossFromLeft: boolean,
  into: ReasonCollector,
): void {
  const { grants, evidence } = source;
  for (const role of byCredential(source, flow).roles) {
    for (let grant = grants.start[role]!; grant < grants.start[role + 1]!; grant++) {
      if (flow.grants?.[grant] === 0) continue;
      if (into.full) {
        into.skip(1);
        continue;
      }
      if (to === "policy" || acrossFromLeft) into.add(evidence.attachment(role, grants.policy[grant]!));
      if (to === "policy") continue;
      const reasons = evidence.grant(grant);
      into.add(isDetail(to) ? reasons.filter((reason) => namesIt(source, flow, grant, reason)) : reasons);
    }
  }
}

/** Of the statements behind a grant, those whose actions and resources fit what is looked at. */
function namesIt(source: GraphSource, flow: Flow, grant: number, reason: GraphReason): boolean {
  const detail = source.detail();
  for (let at = detail.start[grant]!; at < detail.start[grant + 1]!; at++) {
    const unit = detail.unit[at]!;
    if (detail.statement[unit] === reason.statement?.index && unitFits(source, flow.masks, unit)) return true;
  }
  return false;
}
