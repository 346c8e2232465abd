/**
 * The same questions asked of the store and of the records themselves, held in memory: every cell must be equal. The
 * records are generated, a fifth of them delivered twice, and spread over files without order.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { denialCodes } from "@/lib/domain/activity/denial";
import { iamAction } from "@/lib/domain/activity/event-action";
import type { RangedFilter } from "@/lib/server/usecases/activity/ports";
import { generate } from "../../bench/activity/generate";
import { everything, openPlace, type Place, sharedPool } from "./store-place";
import { temporaryDirectory } from "./temporary";

interface Raw {
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  readonly recipientAccountId: string;
  readonly userIdentity: {
    readonly accessKeyId?: string;
    readonly userName?: string;
    readonly sessionContext?: { readonly sessionIssuer: { readonly arn: string } };
  };
  readonly requestParameters: {
    readonly roleArn?: string;
    readonly tags?: readonly { key: string; value: string }[];
  } | null;
  readonly responseElements: { readonly credentials: { readonly accessKeyId: string } } | null;
}

const pool = sharedPool();
const temporary = temporaryDirectory();
let place: Place;
let records: Raw[];
afterAll(async () => {
  await place.store.close();
  await pool.close();
  temporary.remove();
});

beforeAll(async () => {
  place = await openPlace(temporary.path, pool);
  const made = generate({
    folder: place.folder,
    events: 4_000,
    eventsPerFile: 300,
    duplicates: 0.25,
    days: 5,
    seed: 11,
  });
  const delivered = made.files.flatMap(
    (file) => (JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as { Records: Raw[] }).Records,
  );
  records = [
    ...new Map(delivered.map((record) => [`${record.eventID} ${record.recipientAccountId}`, record])).values(),
  ];
  const progress = await place.run();
  expect(delivered.length).toBeGreaterThan(4_700);
  expect(progress).toMatchObject({ state: "complete", records: delivered.length, events: records.length });
  expect(progress.duplicates).toBe(delivered.length - records.length);
});

/** Workload keys by issued key, from the records alone. */
function owners(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { requestParameters, responseElements, userIdentity } of records) {
    if (responseElements === null) continue;
    const tags = new Map((requestParameters?.tags ?? []).map(({ key, value }) => [key, value]));
    const [, , namespace, name] = (userIdentity.userName ?? "").split(":");
    const cluster = tags.get("eks-cluster-arn");
    const provider = (userIdentity as { identityProvider?: string }).identityProvider?.split("oidc-provider/")[1];
    found.set(
      responseElements.credentials.accessKeyId,
      cluster === undefined
        ? `${provider}|${namespace}|${name}`
        : `${cluster}|${tags.get("kubernetes-namespace")}|${tags.get("kubernetes-service-account")}`,
    );
  }
  return found;
}

/** Of two times as text. */
function earlier(a: string, b: string): string {
  return [a, b].sort()[0] ?? a;
}

const assumptions = () => records.filter(({ eventSource }) => eventSource === "sts.amazonaws.com");

test("usage: calls, denials, first and last of each workload, role and action", async () => {
  const byKey = owners();
  const expected = new Map<string, { calls: number; denied: number; first: string; last: string }>();
  for (const { userIdentity, eventSource, eventName, eventTime, errorCode } of records) {
    const role = userIdentity.sessionContext?.sessionIssuer.arn;
    if (role === undefined) continue;
    const owner = byKey.get(userIdentity.accessKeyId ?? "") ?? null;
    const key = JSON.stringify([owner, role, iamAction(eventSource, eventName), eventName]);
    const time = eventTime.replace("Z", ".000Z");
    const row = expected.get(key) ?? { calls: 0, denied: 0, first: time, last: time };
    expected.set(key, {
      calls: row.calls + 1,
      denied: row.denied + (denialCodes.includes(errorCode ?? "") ? 1 : 0),
      first: earlier(time, row.first),
      last: earlier(time, row.last) === time ? row.last : time,
    });
  }
  const all = {
    workloads: [],
    roles: [],
    accounts: [],
    from: everything.from,
    to: everything.to,
    deniedOnly: false,
    limit: 100_000,
  };
  const { rows, more } = await place.store.activity.queries.usage(all);
  expect(more).toBe(false);
  const found = new Map(
    rows.map(({ workloadId, roleArn, action, eventName, calls, denied, first, last }) => [
      JSON.stringify([workloadId, roleArn, action, eventName]),
      { calls, denied, first, last },
    ]),
  );
  expect(found.size).toBe(rows.length);
  expect(found).toEqual(expected);
});

test("pages of assumptions: all of them, once, newest first, with their owners", async () => {
  const byKey = owners();
  const seen: string[] = [];
  let before: string | null = null;
  do {
    const page = await place.store.activity.queries.assumptions(everything, {
      before,
      limit: 7,
      count: before === null,
    });
    if (before === null) expect(page.matched).toBe(assumptions().length);
    for (const row of page.rows) {
      seen.push(row.eventId);
      expect(row.workload.id).toBe(byKey.get(row.accessKeyId ?? ""));
      expect(row.attribution).toBe("recorded");
    }
    before = page.next;
  } while (before !== null);
  const expected = assumptions()
    .sort((a, b) =>
      a.eventTime === b.eventTime ? (a.eventID < b.eventID ? 1 : -1) : a.eventTime < b.eventTime ? 1 : -1,
    )
    .map(({ eventID }) => eventID);
  expect(seen).toEqual(expected);
});

test("timeline: each bucket's count, with and without a filter", async () => {
  const ask = async (filter: RangedFilter, keep: (record: Raw) => boolean) => {
    const { buckets, total } = await place.store.activity.queries.timeline(filter, 3_600);
    const expected = new Map<string, number>();
    for (const { eventTime } of assumptions().filter(keep)) {
      const start = new Date(Math.floor(Date.parse(eventTime) / 3_600_000) * 3_600_000).toISOString();
      expected.set(start, (expected.get(start) ?? 0) + 1);
    }
    const found = buckets.map(({ start, success, denied }) => [
      start,
      success.podIdentity + success.irsa + success.nodeRole + success.other + denied.podIdentity + denied.irsa,
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(total).toBe([...expected.values()].reduce((sum, count) => sum + count, 0));
  };
  await ask(everything, () => true);
  await ask({ ...everything, mechanism: ["irsa"] }, ({ eventName }) => eventName === "AssumeRoleWithWebIdentity");
  await ask(
    { ...everything, account: ["111122223333"], from: "2026-08-02T00:00:00Z", to: "2026-08-03T12:00:00Z" },
    ({ recipientAccountId, eventTime }) =>
      recipientAccountId === "111122223333" &&
      eventTime >= "2026-08-02T00:00:00Z" &&
      eventTime < "2026-08-03T12:00:00Z",
  );
});

test("last used: of a role, by pods and addresses", async () => {
  const role = assumptions()[0]?.requestParameters?.roleArn ?? "";
  const used = await place.store.activity.queries.lastUsed({
    workload: null,
    role,
    cluster: null,
    from: everything.from,
    to: everything.to,
  });
  const assumed = assumptions().filter(({ requestParameters }) => requestParameters?.roleArn === role);
  const calls = records.filter(({ userIdentity }) => userIdentity.sessionContext?.sessionIssuer.arn === role);
  const last = (list: readonly Raw[]) =>
    list
      .map(({ eventTime }) => eventTime)
      .sort()
      .at(-1)
      ?.replace("Z", ".000Z") ?? null;
  expect(used).toMatchObject({
    assumptions: assumed.length,
    deniedAssumptions: 0,
    calls: calls.length,
    lastAssumed: last(assumed),
    lastCalled: last(calls),
  });
  expect(used.addresses.reduce((sum, { count }) => sum + count, 0)).toBe(calls.length);
});
