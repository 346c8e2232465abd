/**
 * What LookupEvents is asked for. It gives 50 events a request and two requests a second for an account and region, by one
 * attribute at a time: so either each role of a pod is asked for by its ARN, or all assume events by their names,
 * whichever takes fewer requests. Source: CloudTrail API Reference, LookupEvents.
 */
import { partitionOfRegion } from "@/lib/domain/aws/arn";
import { globalRegion } from "@/lib/domain/aws/global-region";
import type { LookupEstimate, LookupRequest, LookupSelector, LookupWindow } from "@/lib/server/usecases/activity/ports";

const HOUR_MS = 3_600_000;
/** Assume events by name come in windows of this length, so that little is asked again after a restart. */
export const WINDOW_MS = 6 * HOUR_MS;
/** What happens rarely is asked for in windows of this length. */
export const RARE_WINDOW_MS = 30 * 24 * HOUR_MS;
/** Events are there about five minutes later; after this nothing is expected any more. */
export const SETTLED_MS = 15 * 60_000;
/** Pages of 50 events. */
export const PAGE = 50;
/** The event history goes back this far. */
export const HISTORY_MS = 90 * 24 * HOUR_MS;
export const REQUESTS_PER_SECOND = 2;

/** Roles assumed by services and people of an ordinary account, an hour and region: what AssumeRole by name drags along. */
const ASSUMED_PER_HOUR = 40;

/** Told in every mode: refusals of Pod Identity name no role, and changes explain what was in force. */
const REFUSALS: LookupSelector = { key: "EventName", value: "AssumeRoleForPodIdentity" };
const BY_NAME: readonly LookupSelector[] = [
  { key: "EventName", value: "AssumeRole" },
  { key: "EventName", value: "AssumeRoleWithWebIdentity" },
  REFUSALS,
];
/** What changes a binding, a cluster or what is watched, in each region. */
export const CHANGES: readonly string[] = [
  "CreatePodIdentityAssociation",
  "UpdatePodIdentityAssociation",
  "DeletePodIdentityAssociation",
  "DeleteCluster",
  "StopLogging",
  "StartLogging",
  "PutEventSelectors",
];
/** Changes of roles: IAM records them in one region of the partition. */
export const GLOBAL_CHANGES: readonly string[] = [
  "UpdateAssumeRolePolicy",
  "CreateRole",
  "DeleteRole",
  "PutRolePolicy",
  "DeleteRolePolicy",
  "AttachRolePolicy",
  "DetachRolePolicy",
  "PutRolePermissionsBoundary",
  "DeleteRolePermissionsBoundary",
];

export type LookupScope = Pick<LookupRequest, "accounts" | "roles" | "from" | "to">;

/** Where an account is asked: its regions, and for changes of its roles the region in which IAM records. */
export function lookupRegions(scope: LookupScope, account: string, partition: string): string[] {
  const regions = scope.accounts.find(({ accountId }) => accountId === account)?.regions ?? [];
  const concerned = regions.length > 0 || (scope.roles.get(account)?.length ?? 0) > 0;
  return concerned ? [...new Set([...regions, globalRegion(partition)])] : [];
}

/** Windows of an account and region, in the order in which they are asked. */
export function lookupWindows(scope: LookupScope, account: string, region: string, partition: string): LookupWindow[] {
  const roles = scope.roles.get(account) ?? [];
  const own = scope.accounts.some(({ accountId, regions }) => accountId === account && regions.includes(region));
  const assumes: readonly (readonly [LookupSelector, number])[] =
    modeOf(scope, account) === "role"
      ? [
          ...roles.map((value) => [{ key: "ResourceName" as const, value }, RARE_WINDOW_MS] as const),
          [REFUSALS, WINDOW_MS],
        ]
      : BY_NAME.map((selector) => [selector, WINDOW_MS] as const);
  // First what explains what was in force: it takes seconds, assume events may take hours.
  const changes = changesIn(own, region === globalRegion(partition));
  const selectors = [
    ...changes.map((value) => [{ key: "EventName" as const, value }, RARE_WINDOW_MS] as const),
    ...(own ? assumes : []),
  ];
  return selectors.flatMap(([selector, length]) =>
    cut(scope.from, scope.to, length).map(([from, to]) => ({
      account,
      region,
      selector,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    })),
  );
}

function changesIn(own: boolean, global: boolean): readonly string[] {
  return [...(own ? CHANGES : []), ...(global ? GLOBAL_CHANGES : [])];
}

/** Requests at least, and how long they take: regions and accounts have their own rates and run beside each other. */
export function estimate(scope: LookupScope): LookupEstimate {
  let requests = 0;
  let longest = 0;
  let byRole = 0;
  const rare = cut(scope.from, scope.to, RARE_WINDOW_MS).length;
  for (const { accountId, regions } of scope.accounts) {
    const mode = modeOf(scope, accountId);
    if (mode === "role") byRole++;
    const assumes = mode === "role" ? requestsByRole(scope, accountId) : requestsByName(scope);
    const partition = partitionOfRegion(regions[0] ?? "us-east-1");
    for (const region of lookupRegions(scope, accountId, partition)) {
      const own = regions.includes(region);
      const each = (own ? assumes : 0) + changesIn(own, region === globalRegion(partition)).length * rare;
      requests += each;
      longest = Math.max(longest, each);
    }
  }
  return {
    by: byRole * 2 > scope.accounts.length ? "role" : "event-name",
    requests,
    seconds: Math.ceil(longest / REQUESTS_PER_SECOND),
  };
}

function modeOf(scope: LookupScope, account: string): LookupEstimate["by"] {
  // Without roles nothing could be asked for by role: the account may still have some that no scan has seen.
  if ((scope.roles.get(account)?.length ?? 0) === 0) return "event-name";
  return requestsByRole(scope, account) < requestsByName(scope) ? "role" : "event-name";
}

function requestsByRole(scope: LookupScope, account: string): number {
  const roles = scope.roles.get(account)?.length ?? 0;
  return roles * cut(scope.from, scope.to, RARE_WINDOW_MS).length + cut(scope.from, scope.to, WINDOW_MS).length;
}

function requestsByName(scope: LookupScope): number {
  const hours = (scope.to.getTime() - scope.from.getTime()) / HOUR_MS;
  return BY_NAME.length * cut(scope.from, scope.to, WINDOW_MS).length + Math.ceil((hours * ASSUMED_PER_HOUR) / PAGE);
}

/** Pieces with the same borders whenever they are cut, so that what is done is known by them; the ends are cut to fit. */
function cut(from: Date, to: Date, length: number): [number, number][] {
  const pieces: [number, number][] = [];
  const end = to.getTime();
  for (let at = Math.floor(from.getTime() / length) * length; at < end; at += length) pieces.push([at, at + length]);
  return pieces;
}
