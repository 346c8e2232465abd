/** The sandbox's history: shapes of its records, deliveries, and what is out of the ordinary in it. */
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { SAMPLE_NOW, sampleEstate } from "@/lib/server/sandbox/estate/sample/index";
import { type EventRecord, type HistoryEvent, stsExpiration } from "@/lib/server/sandbox/history/event";
import { History } from "@/lib/server/sandbox/history/history";
import { LogStore } from "@/lib/server/sandbox/history/log-store";
import { sampleObjects } from "@/lib/server/sandbox/kubernetes/sample/index";

const DAY_MS = 86_400_000;
const estate = sampleEstate();
const make = () => new History({ estate, present: SAMPLE_NOW, objects: sampleObjects(estate) });
let history: History;
let week: HistoryEvent[];

beforeAll(() => {
  history = make();
  week = [];
  for (let day = history.today - 10 * DAY_MS; day <= history.today; day += DAY_MS)
    for (const events of history.day(day).values()) week.push(...events);
});

const named = (name: string, source?: string) =>
  week.filter((event) => event.name === name && (source === undefined || event.source === source));
const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);

describe("records", () => {
  it("of Pod Identity name no caller but EKS, and the pod in six tags that go on", () => {
    const all = named("AssumeRole").filter((event) => at(event.record, "userIdentity.type") === "AWSService");
    const tagged = all.filter((event) => at(event.record, "requestParameters.tags") !== undefined);
    expect(tagged.length).toBeGreaterThan(100);
    for (const { record } of tagged) {
      expect(record.userIdentity).toEqual({ type: "AWSService", invokedBy: "pods.eks.amazonaws.com" });
      const tags = at(record, "requestParameters.tags") as { key: string; value: string }[];
      expect(tags.map((tag) => tag.key)).toEqual(at(record, "requestParameters.transitiveTagKeys"));
      expect(tags[0]?.key).toBe("eks-cluster-arn");
      expect(tags).toHaveLength(6);
      expect(String(at(record, "requestParameters.roleSessionName"))).toMatch(/^eks-.{1,10}-.{1,10}-[0-9a-f-]{36}$/);
      expect(String(at(record, "requestParameters.roleSessionName")).length).toBeLessThanOrEqual(64);
      expect(record.sharedEventID).toBeDefined();
    }
    // Where the association turns session tags off.
    expect(all.length).toBeGreaterThan(tagged.length);
  });

  it("of the agent hide the token and answer nothing; refusals are told there alone", () => {
    const all = named("AssumeRoleForPodIdentity");
    for (const { record } of all) {
      expect(record.responseElements).toBeNull();
      expect(at(record, "requestParameters.token")).toBe("HIDDEN_DUE_TO_SECURITY_REASONS");
      expect(String(at(record, "userIdentity.arn"))).toMatch(/:assumed-role\/.+\/i-[0-9a-f]{17}$/);
    }
    const refused = all.filter((event) => event.record.errorCode !== undefined);
    expect(refused.length).toBeGreaterThan(0);
    for (const { record } of refused) expect(record.errorCode).toBe("AccessDenied");
  });

  it("of one call in two accounts share an id, and the other account is told no name", () => {
    const byShared = new Map<string, EventRecord[]>();
    for (const { record } of named("AssumeRole")) {
      const id = String(record.sharedEventID);
      byShared.set(id, [...(byShared.get(id) ?? []), record]);
    }
    const pairs = [...byShared.values()].filter((records) => records.length === 2);
    expect(pairs.length).toBeGreaterThan(5);
    for (const records of pairs) {
      const own = records.find((record) => at(record, "userIdentity.type") === "AssumedRole");
      const other = records.find((record) => record !== own);
      expect(own?.eventID).not.toBe(other?.eventID);
      expect(own?.recipientAccountId).not.toBe(other?.recipientAccountId);
      expect(at(other, "userIdentity.type")).toBe("AWSAccount");
      expect(at(other, "userIdentity.arn")).toBeUndefined();
      expect(at(own, "responseElements.credentials.accessKeyId")).toBe(
        at(other, "responseElements.credentials.accessKeyId"),
      );
    }
  });

  it("of IRSA name the subject and the provider, and the calls of its sessions the provider too", () => {
    const all = named("AssumeRoleWithWebIdentity");
    expect(all.length).toBeGreaterThan(0);
    for (const { record } of all) {
      expect(String(at(record, "userIdentity.userName"))).toMatch(/^system:serviceaccount:[^:]+:[^:]+$/);
      expect(at(record, "userIdentity.accountId")).toBeUndefined();
    }
    const keys = new Set<unknown>(
      all.flatMap(({ record }) => at(record, "responseElements.credentials.accessKeyId") ?? []),
    );
    const calls = week.filter((event) => keys.has(at(event.record, "userIdentity.accessKeyId")));
    expect(calls.length).toBeGreaterThan(0);
    for (const { record } of calls)
      expect(at(record, "userIdentity.sessionContext.webIdFederationData.federatedProvider")).toBeDefined();
  });

  it("are signed with keys that were issued before, but for people and nodes", () => {
    const issued = new Map<unknown, number>();
    for (const event of week) {
      const key = at(event.record, "responseElements.credentials.accessKeyId");
      if (key !== undefined) issued.set(key, event.time);
    }
    const late = week.filter((event) => (issued.get(at(event.record, "userIdentity.accessKeyId")) ?? 0) > event.time);
    expect(late).toEqual([]);
    expect(new Set(week.map((event) => event.id)).size).toBe(week.length);
  });

  it("write the end of a session as STS does", () => {
    expect(stsExpiration(Date.UTC(2024, 3, 16, 15, 20, 4))).toBe("Apr 16, 2024, 3:20:04 PM");
    expect(stsExpiration(Date.UTC(2024, 3, 16, 0, 5, 4))).toBe("Apr 16, 2024, 12:05:04 AM");
  });
});

describe("the history", () => {
  it("is the same for the same estate, whatever day is asked for first", () => {
    const other = make();
    const day = history.today - 5 * DAY_MS;
    other.day(history.today);
    expect(JSON.stringify([...other.day(day)])).toBe(JSON.stringify([...history.day(day)]));
  });

  it("has each anomaly where it says, for a reader to find", () => {
    const names = history.anomalies.map((anomaly) => anomaly.name).sort();
    expect(names).toEqual([
      "assumed-by-no-binding",
      "assumed-from-unknown-cluster",
      "burst-of-denials",
      "deleted-association-in-use",
      "foreign-address",
      "more-actions-than-ever",
      "node-role-does-pods-work",
      "trust-changed",
    ]);
    const ids = new Set(week.map((event) => event.id));
    for (const { events, daysAgo } of history.anomalies) {
      const onDay = events.filter(
        (event) =>
          Math.floor((history.today - event.time) / DAY_MS) + 1 === daysAgo ||
          event.time >= history.today - daysAgo * DAY_MS,
      );
      expect(onDay.length).toBeGreaterThan(0);
      for (const event of onDay) expect(ids.has(event.id)).toBe(true);
    }
    expect(named("StopLogging").length).toBe(1);
    expect(named("DeletePodIdentityAssociation").length).toBe(1);
  });

  it("of every role ends when the estate says it was last used", () => {
    const lastUsed = new Map<string, number>();
    for (const account of estate.accounts.values())
      for (const role of account.roles.values())
        if (role.lastUsed !== null) lastUsed.set(role.arn, role.lastUsed.at * 1000);
    const lately = SAMPLE_NOW * 1000 - 5 * DAY_MS;
    for (const event of week) {
      const role = at(event.record, "requestParameters.roleArn");
      const last =
        event.name === "AssumeRole" && event.record.errorCode === undefined ? lastUsed.get(String(role)) : undefined;
      if (last !== undefined && last < lately) expect(event.time).toBeLessThanOrEqual(last);
    }
  });
});

describe("deliveries", () => {
  it("bring about a fifth of the records twice, late and in no order, and none that the trail does not select", () => {
    const store = new LogStore(history, () => SAMPLE_NOW * 1000);
    const bucket = [...store.buckets.values()][0];
    const seen = new Map<string, number>();
    let elsewhere = 0;
    let ordered = 0;
    let files = 0;
    for (const day of ["2026/11/10", "2026/11/11"]) {
      for (const account of ["333333333333", "444455556666"]) {
        for (const object of ["eu-west-1", "us-east-1"].flatMap((region) => [
          ...(bucket?.objects(`AWSLogs/o-shopfront42/${account}/CloudTrail/${region}/${day}/`, "") ?? []),
        ])) {
          files++;
          const { Records } = JSON.parse(gunzipSync(object.body()).toString("utf8")) as { Records: EventRecord[] };
          const times = Records.map((record) => String(record.eventTime));
          if (times.join() === [...times].sort().join()) ordered++;
          for (const record of Records) {
            seen.set(String(record.eventID), (seen.get(String(record.eventID)) ?? 0) + 1);
            if (!object.key.includes(`/${record.awsRegion}/`)) elsewhere++;
            expect(record.eventSource).not.toBe("kms.amazonaws.com");
            if (record.managementEvent === false) expect(record.eventSource).toBe("s3.amazonaws.com");
            expect(Date.parse(String(record.eventTime))).toBeLessThanOrEqual(object.modifiedAt);
          }
        }
      }
    }
    const delivered = [...seen.values()].reduce((sum, count) => sum + count, 0);
    expect((delivered - seen.size) / seen.size).toBeGreaterThan(0.14);
    expect((delivered - seen.size) / seen.size).toBeLessThan(0.28);
    expect(elsewhere).toBeGreaterThan(0);
    expect(ordered).toBeLessThan(files / 2);
  });
});
