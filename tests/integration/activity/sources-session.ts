/** The calls of one session, asked of Athena or of the event history when somebody wants them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CallRow, SessionRow } from "@/lib/contracts/api/activity";
import { athenaConfiguration, type Sandbox } from "@/lib/server/sandbox";
import { ASKED_CALLS, askSession } from "@/lib/server/usecases/activity/ask-session";
import { closePlace, DAY_MS, open, PAYMENTS, startPlace, TODAY } from "./sandbox-place";

describe("a session, asked for at the source", () => {
  let sandbox: Sandbox;
  let session: SessionRow;
  /** Ids of what the history has under the session's key, newest first. */
  let wanted: { readonly id: string; readonly data: boolean }[];

  beforeAll(async () => {
    sandbox = await startPlace();
    const day = TODAY - 2 * DAY_MS;
    const byKey = new Map<string, { id: string; time: string; data: boolean; role: string }[]>();
    for (const { record, data } of sandbox.logs?.history.events(PAYMENTS, "eu-west-1", day) ?? []) {
      const identity = record.userIdentity as {
        accessKeyId?: string;
        sessionContext?: { sessionIssuer?: { arn?: string } };
      };
      const { accessKeyId: key, sessionContext } = identity;
      if (key === undefined) continue;
      const list = byKey.get(key) ?? [];
      list.push({
        id: String(record.eventID),
        time: String(record.eventTime),
        data: data !== null,
        role: sessionContext?.sessionIssuer?.arn ?? "",
      });
      byKey.set(key, list);
    }
    const [[key = "", events = []] = []] = [...byKey].sort((a, b) => b[1].length - a[1].length);
    const sorted = [...events].sort((a, b) => (`${a.time} ${a.id}` < `${b.time} ${b.id}` ? 1 : -1));
    wanted = sorted;
    session = {
      id: "1",
      accessKeyId: key,
      roleArn: events[0]?.role ?? "",
      roleId: null,
      sessionName: null,
      accountId: PAYMENTS,
      mechanism: null,
      workload: {
        id: null,
        clusterArn: null,
        clusterName: null,
        issuer: null,
        namespace: null,
        serviceAccount: null,
      },
      pod: null,
      node: null,
      attribution: "none",
      confidence: "none",
      startedAt: new Date(day).toISOString(),
      expiresAt: new Date(day + DAY_MS - 3_600_000).toISOString(),
      expiryAssumed: false,
      firstCall: null,
      lastCall: null,
      calls: 0,
      denied: 0,
    };
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(() => closePlace(sandbox));

  const accounts = [{ accountId: PAYMENTS, regions: ["eu-west-1"] }];
  const { signal } = new AbortController();
  const engines = () => open(sandbox, [athenaConfiguration(sandbox.estate)]).engines;
  const lookups = () => open(sandbox, [{ type: "lookup-events" }]).records;
  const ids = (rows: readonly CallRow[]) => rows.map(({ eventId }) => eventId);

  it("Athena gives every call of the key, and says what it scanned", async () => {
    const answer = await askSession(session, { engines: engines(), lookups: lookups(), accounts }, null, signal);
    expect(answer.source).toBe("athena");
    expect(ids(answer.rows)).toEqual(wanted.slice(0, ASKED_CALLS).map(({ id }) => id));
    expect(answer.more).toBe(wanted.length > ASKED_CALLS);
    expect(answer.cost?.bytesScanned).toBeGreaterThan(0);
    expect(answer.rows[0]).toMatchObject({ accountId: PAYMENTS, region: "eu-west-1", action: expect.any(String) });
  });

  it("goes on before the earliest call that is known", async () => {
    const sources = { engines: engines(), lookups: [], accounts };
    const { rows } = await askSession(session, sources, null, signal);
    const middle = rows[Math.floor(rows.length / 2)];
    if (!middle) throw new Error("no calls");
    const rest = await askSession(session, sources, middle, signal);
    expect(ids(rest.rows)).toEqual(ids(rows).slice(rows.indexOf(middle) + 1));
  });

  it("the event history gives its management events, and says that it has no others", async () => {
    const answer = await askSession(session, { engines: [], lookups: lookups(), accounts }, null, signal);
    expect(answer).toMatchObject({
      source: "lookup-events",
      cost: null,
      because: expect.stringContaining("no data events"),
    });
    const management = wanted.filter(({ data }) => !data).map(({ id }) => id);
    expect(ids(answer.rows)).toEqual(management.slice(0, ASKED_CALLS));
    expect(answer.requests).toBeGreaterThan(0);
  });

  it("without a key or a source it says why, and asks nobody", async () => {
    const nothing = { engines: [], lookups: [], accounts };
    expect(await askSession(session, nothing, null, signal)).toMatchObject({
      source: null,
      because: expect.stringContaining("activity.sources"),
    });
    const keyless = { ...session, accessKeyId: null };
    expect(await askSession(keyless, { ...nothing, lookups: lookups() }, null, signal)).toMatchObject({
      source: null,
      because: expect.stringContaining("access key"),
    });
  });

  it("what the source refuses is told in its words", async () => {
    sandbox.faults.set([{ kind: "deny", service: "athena", operation: "StartQueryExecution", resource: "*" }]);
    await expect(
      askSession(session, { engines: engines(), lookups: [], accounts }, null, signal),
    ).rejects.toMatchObject({
      code: "call-failed",
      kind: "denied",
    });
  });
});
