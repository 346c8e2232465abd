/**
 * What the store says of a stretch of time, summed up so far that it stays small: the rules of this folder judge these
 * and nothing else. Times in epoch milliseconds; ids of events are the first 50 of what a row stands for.
 */
import type { TrustMark } from "../trust-history";

export interface Who {
  /** `clusterArn|namespace|serviceAccount` (issuer for a cluster outside the scope); null where not all of it is known. */
  readonly id: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
}

export type Mechanism = "pod-identity" | "irsa" | "node-role";

/** Successful assumptions of one role by one workload or caller. */
export interface AssumedRow {
  readonly who: Who | null;
  readonly roleArn: string;
  readonly mechanism: Mechanism | null;
  readonly accountId: string;
  readonly region: string | null;
  /** Who called where it was no pod: an ARN, a service, an address. */
  readonly caller: string | null;
  /** Role whose session called, for a chain. */
  readonly callerRoleArn: string | null;
  /** Pod Identity went on to it from the association's own role: the role called, not EKS. */
  readonly secondHop: boolean;
  /** The newest one before the stretch; null = none was seen since `watchedFrom`. */
  readonly before: number | null;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly eventIds: readonly string[];
  readonly sessionId: string | null;
  /** An association led it to the role at the first and the last of these, which the newest snapshot has no more. */
  readonly associatedThen: boolean;
}

/** A role whose trust policy was not always the same, with the moments at which it is known. */
export interface RoleTrusts {
  readonly roleArn: string;
  readonly marks: readonly TrustMark[];
}

/** Calls with one role's credentials from one address. Calls that AWS made for the caller, or through a VPC endpoint, are not in it. */
export interface AddressRow {
  readonly who: Who | null;
  readonly roleArn: string;
  readonly ip: string;
  /** First call of the role from any address; to know how long it has been watched. */
  readonly roleFirst: number;
  /** First call from this address at all. */
  readonly first: number;
  readonly last: number;
  readonly calls: number;
  readonly accountId: string;
  readonly sessionId: string | null;
  readonly eventIds: readonly string[];
}

export interface ChangeRow {
  readonly kind: string;
  readonly at: number;
  readonly eventId: string;
  readonly accountId: string;
  readonly region: string | null;
  readonly actor: string | null;
  readonly subject: string | null;
  readonly clusterName: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly roleArn: string | null;
  readonly targetRoleArn: string | null;
}

/** Assumptions and calls of a Pod Identity workload by the hour: what went on after an association was deleted. */
export interface UseRow {
  readonly who: Who;
  readonly roleArn: string | null;
  readonly hour: number;
  readonly last: number;
  readonly assumptions: number;
  readonly calls: number;
  readonly sessionId: string | null;
  readonly eventIds: readonly string[];
}

/** Calls made with a node's role, by service. */
export interface NodeUseRow {
  readonly roleArn: string;
  readonly accountId: string;
  readonly region: string | null;
  /** IAM service prefix. */
  readonly service: string;
  readonly actions: readonly string[];
  readonly calls: number;
  readonly first: number;
  readonly last: number;
  readonly eventIds: readonly string[];
}

/** Denied calls or assumptions of one subject within an hour. */
export interface DenialRow {
  readonly who: Who | null;
  readonly roleArn: string | null;
  readonly accountId: string;
  readonly region: string | null;
  readonly what: "calls" | "assumptions";
  readonly hour: number;
  readonly count: number;
  readonly actions: readonly string[];
  readonly sessionId: string | null;
  readonly eventIds: readonly string[];
}

/** Distinct actions of a workload on one UTC day. */
export interface BreadthRow {
  readonly who: Who;
  readonly roleArn: string | null;
  readonly accountId: string;
  /** Start of the day. */
  readonly day: number;
  readonly actions: number;
  /** Those that were never seen before that day, the first 20. */
  readonly fresh: readonly string[];
}

export interface UnexpectedFacts {
  readonly from: number;
  readonly to: number;
  /** The oldest event that is kept: what was before is not known. null = nothing was watched. */
  readonly watchedFrom: number | null;
  readonly assumed: readonly AssumedRow[];
  /** Of the roles that `assumed` names. */
  readonly trusts: readonly RoleTrusts[];
  /** Those of `assumed` that `trusts` has the role of, apart for each stretch in which its trust was the same; `before` is null. */
  readonly assumedApart: readonly AssumedRow[];
  readonly addresses: readonly AddressRow[];
  readonly changes: readonly ChangeRow[];
  readonly uses: readonly UseRow[];
  readonly nodeUses: readonly NodeUseRow[];
  readonly denials: readonly DenialRow[];
  readonly breadth: readonly BreadthRow[];
}

/** A binding as far as these rules need it. */
export interface KnownBinding {
  readonly clusterArn: string | null;
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly pattern: boolean;
  /** Every role on the way: the association's own and its target. */
  readonly roleArns: readonly string[];
  readonly mechanism: string;
}

export interface UnexpectedContext {
  readonly bindings: readonly KnownBinding[];
  /** Addresses from which pods leave, as configured. */
  readonly isEgress: (ip: string) => boolean;
  /** Whether the snapshot's trust policies let a role's session go on to the other role: a chain that is meant. */
  readonly knownChain: (fromRoleArn: string, toRoleArn: string) => boolean;
}

/** One a rule of this folder. */
export const unexpectedKinds = [
  "unexplained-assumption",
  "former-binding",
  "new-address",
  "first-use",
  "deleted-association",
  "node-role-work",
  "denial-burst",
  "binding-changed",
  "new-actions",
] as const;
export type UnexpectedKind = (typeof unexpectedKinds)[number];

export interface Unexpected {
  readonly kind: UnexpectedKind;
  /** What makes it this one: equal causes have equal keys. */
  readonly key: string;
  readonly at: number;
  readonly title: string;
  readonly explanation: string;
  readonly accountId: string;
  readonly region: string | null;
  readonly who: Who | null;
  readonly roleArn: string | null;
  readonly sessionId: string | null;
  readonly eventIds: readonly string[];
  readonly events: number;
  readonly limits: readonly string[];
}

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
