/** Policies cut down to what was used: the store's sums and the snapshot's policies meet in the analysis worker. */
import type { LeastPrivilegeAnswer, LeastPrivilegeQuery, WorkloadRef } from "@/lib/contracts/api";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Subject } from "@/lib/view/least-privilege/subject";
import type { QueryInput, QueryName } from "@/lib/view/queries";
import { watchRecords } from "./activity/coverage";
import { range } from "./activity/filter";
import type { ActivityQueries } from "./activity/ports";
import { type AnalysisPort, askSnapshot } from "./ask-snapshot";
import type { Clock, SnapshotStore } from "./ports";

export interface LeastPrivilegeParts {
  readonly store: Pick<SnapshotStore, "get">;
  readonly analysis: AnalysisPort;
  readonly clock: Clock;
  readonly activity: Pick<ActivityQueries, "usage" | "watched">;
}

/** Rows of the roles asked about: a role's are hundreds. */
const MOST_USAGE = 100_000;
const DAYS = 90;

/** Throws AskError "not-found" where the snapshot knows neither the workload nor the role. */
export async function leastPrivilege(
  parts: LeastPrivilegeParts,
  query: LeastPrivilegeQuery,
  signal?: AbortSignal,
): Promise<LeastPrivilegeAnswer> {
  const { workload = null, role = null, keep, drop } = query;
  const subject: Subject = await ask(parts, query.snapshot, "least-privilege-subject", { workload, role }, signal);
  const within = range(query, parts.clock.now(), DAYS);
  const accounts = [...new Set(subject.roles.flatMap((arn) => parseRoleArn(arn)?.accountId ?? []))];
  const [usage, facts] = await Promise.all([
    subject.roles.length === 0
      ? { rows: [], more: false }
      : parts.activity.usage({
          workloads: [],
          roles: subject.roles,
          accounts: [],
          ...within,
          deniedOnly: false,
          limit: MOST_USAGE,
        }),
    parts.activity.watched(within),
  ]);
  const own = (each: { readonly accountId: string }) => accounts.includes(each.accountId);
  const records = watchRecords(facts, within);
  const input = {
    workload,
    role,
    ...within,
    usage: usage.rows,
    usageCut: usage.more,
    coverage: records.stretches.filter(own),
    elsewhere: records.elsewhere.filter(own),
    leftOut: records.leftOut,
    acceptHoles: query.holes === "accept",
    keep,
    drop,
  };
  return ask(parts, query.snapshot, "least-privilege", input, signal);
}

/** Workloads of that name (`NAMESPACE/NAME`) or id, in all clusters. */
export async function workloadsNamed(
  parts: Omit<LeastPrivilegeParts, "activity">,
  snapshot: string,
  name: string,
  signal?: AbortSignal,
): Promise<readonly WorkloadRef[]> {
  return ask(parts, snapshot, "workloads-named", { name }, signal);
}

async function ask<K extends QueryName, T>(
  parts: Omit<LeastPrivilegeParts, "activity">,
  snapshot: string,
  name: K,
  input: QueryInput<K>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const answer = await askSnapshot(parts, snapshot, name, input, signal ? { signal } : {});
  if (answer.kind === "known") throw new Error("nothing was said to be known already");
  return JSON.parse(new TextDecoder().decode(answer.json)) as T;
}
