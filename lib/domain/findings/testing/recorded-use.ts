/** An estate with recorded use, for tests of the rules that read it. */
import type { WatchClass, WatchedState } from "@/lib/domain/activity/coverage";
import type { WatchedStretch } from "@/lib/domain/activity/watch";
import { regionsOf } from "@/lib/domain/activity/watch-records";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, EstateBuilder, podTrust, policy, READ_AT } from "@/tests/estates/estate-builder";
import type { FindingActivityData } from "../activity-facts";
import { activityOf } from "../activity-of";
import { findingFacts } from "./facts";

const FROM = "2027-03-02T00:00:00.000Z";
export const NOW = "2027-05-31T00:00:00.000Z";
export const EVENT = "11111111-2222-4333-8444-555555555555";

export const s3Only = policy({ Effect: "Allow", Action: ["s3:ListAllMyBuckets", "s3:CreateBucket"], Resource: "*" });

/** Cluster "prod" with payments/api and payments/batch on role "app", billing/web on role "web". */
export function estate(inline: unknown = s3Only, more: Readonly<Record<string, unknown>> = {}) {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.agent(cluster);
  const app = builder.role("app", { trust: podTrust(), inline: { main: inline, ...more } });
  const web = builder.role("web", { trust: podTrust(), inline: { main: inline } });
  builder.associate(cluster, "payments/api", app).associate(cluster, "payments/batch", app);
  builder.associate(cluster, "billing/web", web);
  return { builder, cluster, app, web, id: (workload: string) => `${cluster.arn}|${workload.replace("/", "|")}` };
}

export type Watched = Partial<Record<WatchClass, WatchedState>>;
export const all: Watched = {
  assume: "recorded",
  "management-read": "recorded",
  "management-write": "recorded",
  data: "partly",
};

export function data(more: Partial<FindingActivityData> = {}, watched: Watched = all): FindingActivityData {
  const stretches: WatchedStretch[] = Object.entries(watched).map(([kind, state]) => ({
    accountId: ACCOUNT,
    region: "eu-west-1",
    class: kind as WatchClass,
    from: "2027-03-02",
    to: "2027-05-30",
    state,
    because: `state ${state}`,
  }));
  return {
    from: FROM,
    to: NOW,
    assumed: [],
    called: [],
    nodeCalls: [],
    denials: [],
    packed: [],
    trails: [],
    stretches,
    elsewhere: stretches,
    leftOut: { [ACCOUNT]: [] },
    ...more,
  };
}

export function assumed(workload: string | null, roleArn: string, lastAt = "2027-05-30T12:00:00.000Z") {
  return { workload, roleArn, mechanism: "pod-identity", assumptions: 3, denied: 0, lastAt, lastDenial: null };
}

export function called(roleArn: string, action: string) {
  const [service = "", eventName = ""] = action.split(":");
  return { roleArn, service, action, eventName, calls: 5, lastAt: "2027-05-30T12:00:00.000Z" };
}

export function facts(of: EstateBuilder | SnapshotContent, given: FindingActivityData | null) {
  const { model } = findingFacts(of);
  // It went to a worker in between.
  const activity = given === null ? null : activityOf(structuredClone(given), model.bindings, regionsOf(model.estate));
  return findingFacts(of, { now: NOW, activity });
}

export function withUsage(
  content: SnapshotContent,
  usage: readonly { arn: string; lastUsedAt: string | null }[],
): SnapshotContent {
  const part = {
    kind: "role-usage" as const,
    accountId: ACCOUNT,
    region: null,
    clusterArn: null,
    readAt: READ_AT,
    facts: usage.map((each) => ({ ...each, lastUsedRegion: null })),
  };
  return { ...content, parts: [...content.parts, part] };
}
