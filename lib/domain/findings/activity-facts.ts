/** What the rules of use know of CloudTrail: sums over a period, and what was watched in it. */
import type { WatchClass, WatchedState } from "@/lib/domain/activity/coverage";
import type { Watch } from "@/lib/domain/activity/watch";
import type { AccountWatch, WatchRecords } from "@/lib/domain/activity/watch-records";

export interface Denial {
  readonly time: string;
  readonly eventId: string;
  readonly errorCode: string;
}

export interface RoleUse {
  readonly roleArn: string;
  readonly assumptions: number;
  readonly denied: number;
  /** Assumptions whose workload the records do not tell. */
  readonly unattributed: number;
  /** ISO 8601, UTC; null = none in the period. */
  readonly lastAt: string | null;
  /** Calls that were recorded with its credentials, and the newest of them. */
  readonly calls: number;
  readonly lastCallAt: string | null;
  /** Of the newest denial; null without one. */
  readonly lastDenial: Denial | null;
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

/** Denied assumptions of one workload at one role, or of one cluster where the record names no more. */
export interface DeniedAssumptions {
  /** Workload id; null where the record does not tell it. */
  readonly workload: string | null;
  /** null: EKS's own record names cluster and node alone. */
  readonly roleArn: string | null;
  readonly mechanism: "pod-identity" | "irsa" | null;
  readonly clusterName: string | null;
  /** Where it was recorded. */
  readonly accountId: string;
  readonly region: string | null;
  readonly denied: number;
  readonly last: Denial;
  readonly message: string | null;
  /** The newest successful one of the same workload and role (of the same cluster, where no more is told). */
  readonly lastSuccessAt: string | null;
}

/** A trail as far as it says what is not recorded. */
export interface RecordingTrail {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly homeRegion: string | null;
  readonly multiRegion: boolean;
  readonly organization: boolean;
  /** null = not read. */
  readonly logging: boolean | null;
  readonly stoppedAt: string | null;
  readonly deliveryError: string | null;
  readonly management: "All" | "ReadOnly" | "WriteOnly" | "None" | null;
  readonly excludesSts: boolean;
  /** Selectors for data events; null = not read. */
  readonly selectsData: boolean | null;
  readonly readAt: string;
}

export interface FindingActivity {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  readonly roles: ReadonlyMap<string, RoleUse>;
  readonly bindings: ReadonlyMap<string, BindingUse>;
  readonly nodeRoleWork: readonly NodeRoleWork[];
  /** Newest first. */
  readonly denials: readonly DeniedAssumptions[];
  /** By role, the largest of the period. */
  readonly packed: readonly PackedSize[];
  readonly trails: readonly RecordingTrail[];
  /** Actions seen by role ARN, lower case `service:action`. */
  readonly actionsUsed: ReadonlyMap<string, ReadonlySet<string>>;
  /** By role ARN: services of calls whose action is not known, lower case. */
  readonly unnamedCalls: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of an account and a class of events over the whole period. */
  readonly watched: (accountId: string, kind: WatchClass) => WatchedState;
  /** The same with its reason, of the period or of what is left of it from `since` on. */
  readonly watch: (accountId: string, kind: WatchClass, since?: string | null) => Watch;
  /** The same of what is recorded in that region alone, and of a service by its IAM prefix. */
  readonly watchOf: (accountId: string, since?: string | null) => AccountWatch;
}

/** Successful and denied assumptions of one workload at one role. */
export interface AssumedSum {
  readonly workload: string | null;
  readonly roleArn: string;
  readonly mechanism: string | null;
  readonly assumptions: number;
  readonly denied: number;
  readonly lastAt: string | null;
  readonly lastDenial: Denial | null;
}

/** Calls of one role that one action stands for. */
export interface CalledSum {
  readonly roleArn: string;
  /** IAM service prefix. */
  readonly service: string;
  /** IAM action; null where the event stands for no single one. */
  readonly action: string | null;
  readonly eventName: string;
  /** Without those that were denied. */
  readonly calls: number;
  readonly lastAt: string;
}

/** One call of a role that only nodes have. */
export interface NodeCallSum {
  readonly roleArn: string;
  readonly service: string;
  readonly action: string;
  readonly calls: number;
  readonly example: NodeRoleWork["example"];
}

/** How full the space for session tags and policies was when a role was last assumed with any. */
export interface PackedSize {
  readonly roleArn: string;
  /** Percent. */
  readonly percent: number;
  readonly time: string;
  readonly eventId: string;
}

/** Plain data, so that it goes to a worker; `activityOf` makes a FindingActivity of it and the bindings. */
export interface FindingActivityData extends WatchRecords {
  readonly assumed: readonly AssumedSum[];
  readonly called: readonly CalledSum[];
  readonly nodeCalls: readonly NodeCallSum[];
  readonly denials: readonly DeniedAssumptions[];
  readonly packed: readonly PackedSize[];
  readonly trails: readonly RecordingTrail[];
}
