/** Athena as the engine: the SQL against a Trino grammar, and what it answers against the files themselves. */
import { TrinoSQL } from "dt-sql-parser";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { assumptionsSql, eventsSql, type TrailTable, tableDdl, usageSql } from "@/lib/server/aws/activity/athena-sql";
import { athenaConfiguration, type Sandbox, startSandbox } from "@/lib/server/sandbox";
import type { DayUsage, QueryEngine, QueryScope } from "@/lib/server/usecases/activity/ports";
import {
  closePlace,
  collect,
  dayAgo,
  failureOf,
  ORGANIZATION_BUCKET,
  open,
  PAYMENTS,
  recordsOf,
  startPlace,
  TODAY,
} from "./sandbox-place";

describe("Athena", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startPlace();
  });
  afterEach(() => {
    sandbox.faults.clear();
    sandbox.calls.reset();
  });
  afterAll(() => closePlace(sandbox));

  const scope: QueryScope = {
    accounts: [PAYMENTS, "444455556666"],
    regions: ["eu-west-1", "us-east-1"],
    from: dayAgo(3),
    to: dayAgo(2),
  };
  const signal = new AbortController().signal;

  function engine(more: { readonly table?: string; readonly signal?: AbortSignal } = {}): QueryEngine {
    const setting = {
      ...athenaConfiguration(sandbox.estate),
      ...(more.table === undefined ? {} : { table: more.table }),
    };
    const [found] = open(sandbox, [setting], more.signal === undefined ? {} : { signal: more.signal }).engines;
    if (found === undefined) throw new Error("no engine");
    return found;
  }

  /** Distinct records of the scope, from the bucket's files. */
  let known: Record<string, unknown>[] | null = null;
  async function records(): Promise<Record<string, unknown>[]> {
    if (known !== null) return known;
    const byId = new Map<string, Record<string, unknown>>();
    for (const object of sandbox.logs?.buckets.get(ORGANIZATION_BUCKET)?.objects("", "") ?? []) {
      if (!object.key.includes("/CloudTrail/")) continue;
      for (const record of await recordsOf(
        (async function* () {
          yield object.body();
        })(),
      )) {
        const day = String(record.eventTime).slice(0, 10);
        const wanted =
          day >= scope.from && day <= scope.to && scope.accounts.includes(String(record.recipientAccountId));
        if (wanted && scope.regions.includes(String(record.awsRegion))) byId.set(String(record.eventID), record);
      }
    }
    known = [...byId.values()];
    return known;
  }

  const field = (record: unknown, path: string): unknown =>
    path
      .split(".")
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], record);

  describe("the SQL", () => {
    const grammar = new TrinoSQL();
    const partitions = { account: "account", region: "region", day: "timestamp" };
    const tables: TrailTable[] = [
      { database: "audit", table: "cloudtrail_logs", partitions },
      { database: 'a"b', table: "t-1", partitions: { account: "acc", region: "select", day: 'da"y' } },
      { database: "audit", table: "one_account", partitions: { account: null, region: null, day: "day" } },
    ];
    const hurtful = { ...scope, accounts: ["'; DROP TABLE x; --", "1"], regions: [] };
    const page = {
      ...scope,
      roleArns: ["arn:aws:iam::1:role/o'brien"],
      accessKeyId: "A'B",
      action: "x'--",
      deniedOnly: true,
      limit: 100,
      before: { time: "t'", eventId: "e" },
    };

    it.each(tables)("is Trino's: $table", (table) => {
      for (const sql of [
        usageSql(table, scope),
        usageSql(table, hurtful),
        assumptionsSql(table, scope),
        eventsSql(table, page),
        eventsSql(table, { ...scope, limit: 5 }),
      ]) {
        expect(grammar.validate(sql), sql).toEqual([]);
        // One statement, and that a query: quotes of names and values end where they should.
        expect(grammar.splitSQLByStatement(sql)?.length ?? 1).toBe(1);
        expect(sql.startsWith("WITH trail_event AS (")).toBe(true);
      }
    });

    it("a grammar that takes everything would see nothing", () => {
      expect(grammar.validate("SELECT FROM x GROUP")).not.toEqual([]);
      expect(grammar.validate("WITH a AS (SELECT 1) SELECT * FROM a GROUP BY ALL ORDER")).not.toEqual([]);
    });

    it("names accounts, regions and days, one day more than was asked for, since partitions go by delivery", () => {
      for (const sql of [usageSql(tables[0] as TrailTable, scope), assumptionsSql(tables[0] as TrailTable, scope)]) {
        expect(sql).toContain(`"account" IN ('${PAYMENTS}', '444455556666')`);
        expect(sql).toContain(`"region" IN ('eu-west-1', 'us-east-1')`);
        const [from, after] = [scope.from, dayAgo(1)].map((day) => day.replaceAll("-", "/"));
        expect(sql).toContain(`"timestamp" BETWEEN '${from}' AND '${after}'`);
        expect(sql).toContain(`eventtime < '${dayAgo(1)}T00:00:00Z'`);
      }
      expect(usageSql(tables[2] as TrailTable, scope)).toContain(`recipientaccountid IN ('${PAYMENTS}'`);
    });

    it("for a table is text that names its partitions as they are configured", () => {
      const ddl = tableDdl(tables[0] as TrailTable, {
        location: "s3://b/AWSLogs/o-1",
        accounts: [PAYMENTS],
        regions: ["eu-west-1"],
      });
      expect(ddl).toContain("'projection.timestamp.format'='yyyy/MM/dd'");
      expect(ddl).toContain(
        "'storage.location.template'='s3://b/AWSLogs/o-1/${account}/CloudTrail/${region}/${timestamp}'",
      );
    });
  });

  describe("answers", () => {
    it("the daily aggregate is that of the files, cell by cell, and what it scanned is told", async () => {
      const { cost, pages } = await engine().usage(scope, { signal });
      const rows = (await collect(pages())).flat();
      const expected = new Map<string, DayUsage>();
      for (const record of await records()) {
        if (field(record, "userIdentity.type") !== "AssumedRole") continue;
        const time = String(record.eventTime);
        const row = {
          day: time.slice(0, 10),
          account: String(record.recipientAccountId),
          region: String(record.awsRegion),
          roleArn: (field(record, "userIdentity.sessionContext.sessionIssuer.arn") as string | undefined) ?? null,
          accessKeyId: (field(record, "userIdentity.accessKeyId") as string | undefined) ?? null,
          principalId: (field(record, "userIdentity.principalId") as string | undefined) ?? null,
          sessionCreated:
            (field(record, "userIdentity.sessionContext.attributes.creationDate") as string | undefined) ?? null,
          provider:
            (field(record, "userIdentity.sessionContext.webIdFederationData.federatedProvider") as
              | string
              | undefined) ?? null,
          invokedBy: (field(record, "userIdentity.invokedBy") as string | undefined) ?? null,
          source: String(record.eventSource),
          action: String(record.eventName),
          readOnly: record.readOnly as boolean,
          category: String(record.eventCategory),
          errorCode: (record.errorCode as string | undefined) ?? null,
        };
        const key = JSON.stringify(row);
        const before = expected.get(key);
        expected.set(key, {
          ...row,
          events: (before?.events ?? 0) + 1,
          first: before === undefined || time < before.first ? time : before.first,
          last: before === undefined || time > before.last ? time : before.last,
        });
      }
      const order = (a: DayUsage, b: DayUsage) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
      expect([...rows].sort(order)).toEqual([...expected.values()].sort(order));
      expect(rows.length).toBeGreaterThan(100);
      expect(cost.bytesScanned).toBeGreaterThan(10_000);
    });

    it("assume events come once each, with what attribution reads in them", async () => {
      const { pages } = await engine().assumptions(scope, { signal });
      const found = (await collect(pages())).flat().map((text) => JSON.parse(text) as Record<string, unknown>);
      const wanted = (await records()).filter((record) =>
        /^(AssumeRole|AssumeRoleWithWebIdentity|AssumeRoleForPodIdentity)$/.test(String(record.eventName)),
      );
      const assumes = found.filter((record) => /^AssumeRole/.test(String(record.eventName)));
      expect(assumes.map((record) => record.eventID).sort()).toEqual(wanted.map((record) => record.eventID).sort());
      const byId = new Map(assumes.map((record) => [record.eventID, record]));
      const fields = [
        "eventTime",
        "errorCode",
        "errorMessage",
        "requestParameters",
        "responseElements",
        "recipientAccountId",
        "sharedEventID",
        "awsRegion",
        "readOnly",
        "managementEvent",
      ];
      const identity = [
        "type",
        "invokedBy",
        "accessKeyId",
        "userName",
        "identityProvider",
        "principalId",
        "sessionContext.sessionIssuer.arn",
        "sessionContext.webIdFederationData.federatedProvider",
      ];
      for (const record of wanted) {
        const read = byId.get(record.eventID);
        for (const name of [...fields, ...identity.map((one) => `userIdentity.${one}`)])
          expect(field(read, name) ?? null, name).toEqual(field(record, name) ?? null);
      }
    });

    it("raw events page by time and id, newest first, without a gap or a repeat", async () => {
      const role = String(
        field(
          (await records()).find((record) => record.eventName === "GetSecretValue"),
          "userIdentity.sessionContext.sessionIssuer.arn",
        ),
      );
      const request = { ...scope, roleArns: [role], limit: 7 };
      const all: Record<string, unknown>[] = [];
      let before: { time: string; eventId: string } | undefined;
      for (;;) {
        const { records: page } = await engine().events(
          { ...request, ...(before === undefined ? {} : { before }) },
          { signal },
        );
        const parsed = page.map((text) => JSON.parse(text) as Record<string, unknown>);
        all.push(...parsed);
        const last = parsed.at(-1);
        if (last === undefined || parsed.length < 7) break;
        before = { time: String(last.eventTime), eventId: String(last.eventID) };
      }
      const wanted = (await records()).filter(
        (record) => field(record, "userIdentity.sessionContext.sessionIssuer.arn") === role,
      );
      const name = (record: Record<string, unknown>) => `${record.eventTime} ${record.eventID}`;
      expect(all.map(name)).toEqual(wanted.map(name).sort().reverse());
      expect(all.length).toBeGreaterThan(7);
    });

    it("a result of many pages comes whole, and its first row is no data", async () => {
      const small = await startSandbox({
        present: TODAY / 1000,
        activity: { days: 3 },
        pages: { sizes: { GetQueryResults: 40 } },
      });
      vi.stubEnv("AWS_ENDPOINT_URL", small.url);
      try {
        const narrow = { ...scope, accounts: [PAYMENTS], regions: ["eu-west-1"], from: dayAgo(2) };
        const { pages } = await engine().usage(narrow, { signal });
        const found = await collect(pages());
        expect(found.length).toBeGreaterThan(1);
        expect(found.flat().every((row) => row.day === dayAgo(2) && row.account === PAYMENTS)).toBe(true);
      } finally {
        vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
        await small.close();
      }
    });

    it("an equal question of the same hour is the same execution", async () => {
      const sql = `SELECT count(*) AS n FROM "audit"."cloudtrail_logs" WHERE "account" IN ('${PAYMENTS}') AND "region" IN ('eu-west-1') AND "timestamp" BETWEEN '${dayAgo(2).replaceAll("-", "/")}' AND '${dayAgo(2).replaceAll("-", "/")}'`;
      const [first, second] = [await engine().run(sql, { signal }), await engine().run(sql, { signal })];
      expect(second.executionId).toBe(first.executionId);
      expect(first.columns).toEqual(["n"]);
    });
  });

  describe("what goes wrong", () => {
    const narrow = { ...scope, accounts: [PAYMENTS], regions: ["us-east-1"], from: dayAgo(2) };
    /** So that no earlier execution answers. */
    let unique = 0;
    const fresh = () =>
      `SELECT ${++unique} AS n, count(*) AS events FROM "audit"."cloudtrail_logs" WHERE "account" IN ('${PAYMENTS}') AND "region" IN ('us-east-1') AND "timestamp" BETWEEN '${dayAgo(2).replaceAll("-", "/")}' AND '${dayAgo(2).replaceAll("-", "/")}'`;

    it("throttled, a web page, a connection that breaks: the query is not started twice", async () => {
      sandbox.faults.set([
        { kind: "throttle", service: "athena", operation: "StartQueryExecution", count: 2 },
        { kind: "html", service: "athena", operation: "GetQueryExecution", count: 1 },
        { kind: "reset", service: "athena", operation: "GetQueryResults", count: 1 },
      ]);
      const result = await engine().run(fresh(), { signal });
      expect((await collect(result.pages())).flat()).toHaveLength(1);
      expect(
        sandbox.calls.records.filter((call) => call.operation === "StartQueryExecution" && call.status === 200),
      ).toHaveLength(1);
    });

    it("a table that is not there, and SQL that is none, are told as Athena tells it", async () => {
      expect(await failureOf(engine({ table: "no_such_table" }).usage(narrow, { signal }))).toMatchObject({
        code: "call-failed",
        kind: "not-found",
        service: "athena",
      });
      expect(await failureOf(engine().run("SELECT FROM WHERE", { signal }))).toMatchObject({
        kind: "refused",
        error: "QueryFailed",
      });
    });

    it("a denied start names its permission by service and operation", async () => {
      sandbox.faults.set([{ kind: "deny", service: "athena", operation: "StartQueryExecution" }]);
      expect(await failureOf(engine().run(fresh(), { signal }))).toMatchObject({
        kind: "denied",
        operation: "StartQueryExecution",
      });
    });

    it("what failed earlier in the hour is asked again when somebody asks again", async () => {
      let now = Date.now();
      const late = await startSandbox({ present: TODAY / 1000, activity: { days: 3 }, now: () => now });
      vi.stubEnv("AWS_ENDPOINT_URL", late.url);
      try {
        const sql = fresh();
        now -= 60_000;
        const stopping = new AbortController();
        const cancelled = engine().run(sql, { signal: stopping.signal, onProgress: () => stopping.abort() });
        expect(await failureOf(cancelled)).toMatchObject({ kind: "aborted" });
        now += 60_000;
        const result = await engine().run(sql, { signal });
        expect((await collect(result.pages())).flat()).toHaveLength(1);
      } finally {
        vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
        await late.close();
      }
    });

    it("cancelling stops the query at Athena, too", async () => {
      const stopping = new AbortController();
      // The run's own signal ends the connection as well.
      const one = engine({ signal: stopping.signal });
      const work = one.run(fresh(), { signal: stopping.signal, onProgress: () => stopping.abort() });
      expect(await failureOf(work)).toMatchObject({ kind: "aborted" });
      expect(sandbox.calls.counts()["athena:StopQueryExecution"]).toBe(1);
    });

    it("a workgroup's limit on bytes is known, and a query beyond it is refused by name", async () => {
      expect(await engine().scanLimit(signal)).toBeNull();
      const limited = await startSandbox({ present: TODAY / 1000, activity: { days: 3, scanCutoff: 1000 } });
      vi.stubEnv("AWS_ENDPOINT_URL", limited.url);
      try {
        expect(await engine().scanLimit(signal)).toBe(1000);
        expect(await failureOf(engine().usage(narrow, { signal }))).toMatchObject({
          kind: "refused",
          error: "BytesScannedLimit",
        });
      } finally {
        vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
        await limited.close();
      }
    });
  });
});
