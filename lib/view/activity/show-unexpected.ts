/** What stands out, with the bindings and chains of the snapshot as what was to be expected. */
import type { UnexpectedAnswer, UnexpectedEntry, WatchState } from "@/lib/contracts/api";
import { type Cidr, inRanges, parseCidr } from "@/lib/domain/activity/cidr";
import {
  findUnexpected,
  type KnownBinding,
  type Unexpected,
  type UnexpectedFacts,
} from "@/lib/domain/activity/unexpected";
import type { SnapshotView } from "@/lib/view/snapshot-view";

export interface UnexpectedInput {
  readonly facts: UnexpectedFacts;
  readonly from: string;
  readonly to: string;
  /** Addresses from which pods leave, as configured. */
  readonly egress: readonly string[];
  readonly watched: WatchState;
}

export function showUnexpected(view: SnapshotView, input: UnexpectedInput): UnexpectedAnswer {
  const ranges = input.egress.map(parseCidr).filter((range): range is Cidr => range !== null);
  const found = findUnexpected(input.facts, {
    bindings: view.kept("known bindings", () => view.model.bindings.map(toKnown)),
    isEgress: (ip) => inRanges(ranges, ip),
    knownChain: chains(view),
  });
  return { from: input.from, to: input.to, entries: found.map(toEntry), watched: input.watched };
}

function toKnown(binding: SnapshotView["model"]["bindings"][number]): KnownBinding {
  return {
    clusterArn: binding.clusterArn,
    issuer: binding.issuer,
    namespace: binding.namespace,
    serviceAccount: binding.serviceAccount,
    pattern: binding.pattern,
    roleArns: binding.targetRoleArn === null ? [binding.roleArn] : [binding.roleArn, binding.targetRoleArn],
    mechanism: binding.mechanism,
  };
}

/** Whether a role that pods hold may go on to another: asked for the few pairs that were seen. */
function chains(view: SnapshotView): (from: string, to: string) => boolean {
  const reach = view.kept("role chains", () => new Map<string, ReadonlySet<string>>());
  return (from, to) => {
    let known = reach.get(from);
    if (known === undefined) {
      const index = view.access();
      const ends = new Set<string>();
      for (const profile of index.book.profiles.filter((each) => each.roleArn === from)) {
        for (const edge of index.edges(profile)) ends.add(edge.roleArn);
      }
      known = ends;
      reach.set(from, known);
    }
    return known.has(to);
  };
}

function toEntry(found: Unexpected): UnexpectedEntry {
  return {
    id: `${found.kind}|${found.key}`,
    kind: found.kind,
    at: new Date(found.at).toISOString(),
    title: found.title,
    explanation: found.explanation,
    accountId: found.accountId,
    region: found.region,
    workload: found.who,
    roleArn: found.roleArn,
    sessionId: found.sessionId,
    eventIds: found.eventIds,
    events: found.events,
    limits: found.limits,
  };
}
