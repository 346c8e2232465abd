/** What the rules of use know of CloudTrail: sums over a period, and what was watched in it. */
import type { WatchClass, WatchedState } from "@/lib/domain/activity/coverage";

export interface RoleUse {
  readonly roleArn: string;
  readonly assumptions: number;
  readonly denied: number;
  /** ISO 8601, UTC; null = none in the period. */
  readonly lastAt: string | null;
  /** Of the newest denial; null without one. */
  readonly lastDenial: { readonly time: string; readonly eventId: string; readonly errorCode: string } | null;
}

export interface BindingUse {
  readonly bindingId: string;
  readonly assumptions: number;
  readonly denied: number;
  readonly lastAt: string | null;
  readonly lastDenial: RoleUse["lastDenial"];
}

/** The node's role called what its pods' role is there for. */
export interface NodeRoleWork {
  readonly clusterArn: string;
  readonly roleArn: string;
  /** `service:EventName` with counts, most first, at most 20. */
  readonly calls: readonly { readonly action: string; readonly count: number }[];
  readonly example: { readonly time: string; readonly eventId: string };
}

export interface FindingActivity {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  readonly roles: ReadonlyMap<string, RoleUse>;
  readonly bindings: ReadonlyMap<string, BindingUse>;
  readonly nodeRoleWork: readonly NodeRoleWork[];
  /** Actions seen by role ARN, lower case `service:action`. */
  readonly actionsUsed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of an account and a class of events over the whole period. */
  readonly watched: (accountId: string, kind: WatchClass) => WatchedState;
}
