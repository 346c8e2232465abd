/** CloudTrail's event history and trails as sources, through the SDK against the sandbox's CloudTrail. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { Sandbox } from "@/lib/server/sandbox";
import { startingRates } from "@/lib/server/sandbox";
import type {
  ActivityAccount,
  LookupRequest,
  LookupWindow,
  RecordPage,
  RecordSource,
} from "@/lib/server/usecases/activity/ports";
import { closePlace, collect, DAY_MS, open, PAYMENTS, startPlace, TODAY } from "./sandbox-place";

describe("the event history", () => {
  const DATA = "444455556666";

  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startPlace();
  });
  afterEach(() => {
    sandbox.faults.clear();
    sandbox.rates.set([]);
    sandbox.calls.reset();
  });
  afterAll(() => closePlace(sandbox));

  const accounts: readonly ActivityAccount[] = [
    { accountId: PAYMENTS, regions: ["eu-west-1", "us-east-1"] },
    { accountId: DATA, regions: ["eu-west-1"] },
  ];
  const gaps: Gap[] = [];

  function source(): RecordSource {
    const [records] = open(sandbox, [{ type: "lookup-events" }]).records;
    if (records === undefined) throw new Error("no source of records");
    return records;
  }

  function request(more: Partial<LookupRequest> = {}): LookupRequest {
    gaps.length = 0;
    return {
      accounts,
      roles: new Map(),
      from: new Date(TODAY - 3 * DAY_MS),
      to: new Date(TODAY - DAY_MS),
      checkpoint: () => null,
      onGap: (gap) => gaps.push(gap),
      signal: new AbortController().signal,
      ...more,
    };
  }

  const ASSUMES = /^(AssumeRole|AssumeRoleWithWebIdentity|AssumeRoleForPodIdentity)$/;

  /** Ids of the history's events of the days in the request. */
  function happened(wanted: (name: string, record: Readonly<Record<string, unknown>>) => boolean): string[] {
    const ids: string[] = [];
    for (let day = TODAY - 3 * DAY_MS; day < TODAY - DAY_MS; day += DAY_MS)
      // Where it has no cluster an account is asked for changes of its roles alone.
      for (const { accountId, regions } of accounts)
        for (const region of new Set([...regions, "us-east-1"]))
          for (const event of sandbox.logs?.history.events(accountId, region, day) ?? [])
            if (
              event.data === null &&
              wanted(event.name, event.record) &&
              (regions.includes(region) || event.source === "iam.amazonaws.com")
            )
              ids.push(event.id);
    return ids.sort();
  }

  const idsOf = (pages: readonly RecordPage[]) =>
    pages.flatMap((page) => page.records.map((text) => (JSON.parse(text) as { eventID: string }).eventID));
  const nameOf = (window: LookupWindow) => JSON.stringify(window);

  describe("assumptions", () => {
    it("are all that the accounts had in the time, each once, by event name", async () => {
      const pages = await collect(source().assumptions(request()));
      // Windows of what is rare reach beyond the time that was asked for.
      const within = (text: string) => {
        const at = Date.parse((JSON.parse(text) as { eventTime: string }).eventTime);
        return at >= TODAY - 3 * DAY_MS && at < TODAY - DAY_MS;
      };
      const ids = idsOf(pages.map((page) => ({ ...page, records: page.records.filter(within) })));
      const changes =
        /^((Create|Update|Delete)PodIdentityAssociation|DeleteCluster|(Start|Stop)Logging|PutEventSelectors|UpdateAssumeRolePolicy|(Create|Delete)Role|(Put|Delete)RolePolicy|(Attach|Detach)RolePolicy|(Put|Delete)RolePermissionsBoundary)$/;
      expect([...new Set(ids)].sort()).toEqual(happened((name) => ASSUMES.test(name) || changes.test(name)));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(100);
      expect(pages.every((page) => page.records.length <= 50)).toBe(true);
      expect(pages.every((page) => page.settled || Date.parse(page.window.to) > Date.now() - 15 * 60_000)).toBe(true);
      expect(gaps).toEqual([]);
    });

    it("are asked for by role where that takes fewer requests, with the refusals that name no role", async () => {
      const arn = `arn:aws:iam::${PAYMENTS}:role/payments/payments-checkout-api`;
      const roles = new Map([[PAYMENTS, [arn]]]);
      const only = accounts.slice(0, 1);
      expect(source().estimate({ accounts: only, roles, from: request().from, to: request().to }).by).toBe("role");
      const pages = await collect(source().assumptions(request({ accounts: only, roles })));
      const byRole = pages
        .filter((page) => page.window.selector.key === "ResourceName")
        .flatMap((page) => page.records);
      expect(byRole.length).toBeGreaterThan(0);
      for (const text of byRole) expect(text).toContain(arn);
      expect(pages.some((page) => page.window.selector.value === "AssumeRoleForPodIdentity")).toBe(true);
      expect(pages.some((page) => page.window.selector.value === "AssumeRole")).toBe(false);
    });

    it("an estimate grows with roles, windows and regions, and takes no longer than the slowest place", () => {
      const all = { accounts, roles: new Map(), from: new Date(TODAY - 90 * DAY_MS), to: new Date(TODAY) };
      const whole = source().estimate(all);
      const day = source().estimate({ ...all, from: new Date(TODAY - DAY_MS) });
      expect(whole).toMatchObject({ by: "event-name" });
      expect(whole.requests).toBeGreaterThan(20 * day.requests);
      // Three places of all events, and the region of global services of the account that has no cluster there.
      expect(whole.seconds).toBeGreaterThanOrEqual(Math.ceil(whole.requests / 4 / 2));
      expect(whole.seconds).toBeLessThan(whole.requests / 2);
    });

    it("go on from the token of the last page after a restart, and skip what is done", async () => {
      const states = new Map<string, "done" | { nextToken: string }>();
      const first: RecordPage[] = [];
      for await (const page of source().assumptions(request())) {
        first.push(page);
        states.set(nameOf(page.window), page.nextToken === null ? "done" : { nextToken: page.nextToken });
        if (first.filter((one) => one.nextToken !== null).length === 2) break;
      }
      const before = sandbox.calls.total;
      const rest = await collect(
        source().assumptions(request({ checkpoint: (window) => states.get(nameOf(window)) ?? null })),
      );
      const all = idsOf([...first, ...rest]);
      expect([...new Set(all)].sort()).toEqual(
        [...new Set(idsOf(await collect(source().assumptions(request()))))].sort(),
      );
      expect(all.length - new Set(all).size).toBe(0);
      expect(rest.some((page) => states.get(nameOf(page.window)) === "done")).toBe(false);
      expect(sandbox.calls.total).toBeGreaterThan(before);
    });

    it("a token that is no longer good begins its window anew", async () => {
      const arn = `arn:aws:iam::${PAYMENTS}:role/payments/payments-checkout-api`;
      const one = { accounts: [{ accountId: PAYMENTS, regions: ["eu-west-1"] }], roles: new Map([[PAYMENTS, [arn]]]) };
      const whole = idsOf(await collect(source().assumptions(request(one))));
      const again = await collect(source().assumptions(request({ ...one, checkpoint: () => ({ nextToken: "b2xk" }) })));
      expect(idsOf(again)).toEqual(whole);
    });

    it("a window whose end is not past for long is not settled", async () => {
      const pages = await collect(
        source().assumptions(request({ from: new Date(Date.now() - 3_600_000), to: new Date() })),
      );
      expect(pages.some((page) => !page.settled)).toBe(true);
      for (const { window, settled } of pages) expect(settled).toBe(Date.parse(window.to) <= Date.now() - 15 * 60_000);
    });

    it("what is denied in one region is a gap, and the others are read", async () => {
      sandbox.faults.set([{ kind: "deny", operation: "LookupEvents", account: PAYMENTS, region: "us-east-1" }]);
      const pages = await collect(source().assumptions(request()));
      expect(gaps).toEqual([
        expect.objectContaining({
          accountId: PAYMENTS,
          region: "us-east-1",
          missingPermission: "cloudtrail:LookupEvents",
        }),
      ]);
      expect(new Set(pages.map(({ window }) => `${window.account}|${window.region}`))).toEqual(
        new Set([`${PAYMENTS}|eu-west-1`, `${DATA}|eu-west-1`, `${DATA}|us-east-1`]),
      );
    });

    it("throttled, expired, a web page, a connection that breaks: nothing is lost", async () => {
      const whole = idsOf(await collect(source().assumptions(request()))).sort();
      sandbox.faults.set([
        { kind: "throttle", operation: "LookupEvents", probability: 0.2, count: 6 },
        { kind: "expire-credentials", operation: "LookupEvents", after: 5, count: 1 },
        { kind: "html", operation: "LookupEvents", after: 10, count: 1 },
        { kind: "reset", operation: "LookupEvents", after: 15, count: 1 },
      ]);
      expect([...new Set(idsOf(await collect(source().assumptions(request()))))].sort()).toEqual(whole);
      expect(gaps).toEqual([]);
    });

    it("are asked for no faster than two requests a second, so that the service never refuses one", async () => {
      sandbox.rates.set(startingRates());
      const [records] = open(sandbox, [{ type: "lookup-events" }], { limits: { mode: "steady" } }).records;
      const place = { accounts: [{ accountId: DATA, regions: ["eu-west-1"] }] };
      let pages = 0;
      for await (const _ of records?.assumptions(request(place)) ?? []) if (++pages === 5) break;
      expect(sandbox.calls.records.filter((call) => call.error === "ThrottlingException")).toEqual([]);
    });
  });

  describe("one session", () => {
    it("is everything that its key did, management events only", async () => {
      const keys = new Map<string, number>();
      for (const event of sandbox.logs?.history.events(PAYMENTS, "eu-west-1", TODAY - 2 * DAY_MS) ?? []) {
        const key = (event.record.userIdentity as { accessKeyId?: string }).accessKeyId;
        if (key !== undefined && event.data === null) keys.set(key, (keys.get(key) ?? 0) + 1);
      }
      const [key = ""] = [...keys].sort((a, b) => b[1] - a[1])[0] ?? [];
      const place = { account: PAYMENTS, region: "eu-west-1", from: new Date(TODAY - 3 * DAY_MS), to: new Date(TODAY) };
      const pages = await collect(source().session(key, place, new AbortController().signal));
      const records = pages.flatMap((page) => page.records.map((text) => JSON.parse(text) as Record<string, unknown>));
      expect(records.length).toBeGreaterThanOrEqual(keys.get(key) ?? 1);
      for (const record of records) {
        expect(record.userIdentity).toMatchObject({ accessKeyId: key });
        expect(record.managementEvent).toBe(true);
      }
    });
  });

  describe("trails", () => {
    const coverage = () => open(sandbox, []).coverage;
    const signal = new AbortController().signal;

    it("are told once each, with what they record and when they were off", async () => {
      const found: Gap[] = [];
      const trails = await coverage().trails(accounts[0] as ActivityAccount, (gap) => found.push(gap), signal);
      expect(found).toEqual([]);
      expect(trails.map((trail) => trail.name).sort()).toEqual(["data-events", "organization-trail"]);
      const [data, organization] = [...trails].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(organization).toMatchObject({
        organization: true,
        multiRegion: true,
        logging: true,
        management: { readWrite: "All", excludedSources: ["kms.amazonaws.com"] },
        data: [{ resourceType: "AWS::S3::Object", resources: ["arn:aws:s3:::shop-"], readWrite: "All", unread: [] }],
      });
      expect(data).toMatchObject({
        logging: true,
        prefix: "audit",
        management: { readWrite: "None" },
        data: [{ resourceType: "AWS::SQS::Queue", resources: [] }, { resourceType: "AWS::DynamoDB::Table" }],
      });
      expect(Date.parse(data?.stoppedAt ?? "")).toBeLessThan(Date.parse(data?.startedAt ?? ""));
    });

    it.each([
      ["DescribeTrails", 0],
      ["GetTrailStatus", 2],
      ["GetEventSelectors", 2],
    ])("%s denied is a gap with its permission, and what it tells is not known", async (operation, count) => {
      sandbox.faults.set([{ kind: "deny", service: "cloudtrail", operation }]);
      const found: Gap[] = [];
      const trails = await coverage().trails(accounts[0] as ActivityAccount, (gap) => found.push(gap), signal);
      expect(trails).toHaveLength(count);
      expect(found.length).toBeGreaterThan(0);
      for (const gap of found) expect(gap.missingPermission).toBe(`cloudtrail:${operation}`);
      for (const trail of trails) {
        if (operation === "GetTrailStatus") expect(trail.logging).toBeNull();
        else expect(trail).toMatchObject({ management: null, data: null });
      }
    });

    it("of an account that nobody may read are a gap", async () => {
      const found: Gap[] = [];
      const account = { accountId: "777788889999", regions: ["eu-west-1"] };
      expect(await coverage().trails(account, (gap) => found.push(gap), signal)).toEqual([]);
      expect(found).toEqual([
        expect.objectContaining({ service: "sts", operation: "AssumeRole", accountId: "777788889999" }),
      ]);
    });
  });
});
