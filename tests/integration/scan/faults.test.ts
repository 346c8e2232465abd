import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, sandboxConfiguration, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox";
import { generateEstate } from "@/lib/server/sandbox/estate/generate";
import { accountsInScope, clustersInScope, expectedAssociations } from "./expected";
import { operationsOf, type ScanOutcome, scan, scanHere, withEnvironment } from "./harness";
import type { MemoryStore } from "./memory-store";

let sandbox: Sandbox;
let whole: ScanOutcome;
let callsOfWhole = 0;

beforeAll(async () => {
  // With the fallbacks allowed, no failure of one call turns into the denial of another.
  sandbox = await startSandbox({ capabilities: ["organization", "per-role-fallback"] });
  whole = await scan(sandbox);
  callsOfWhole = sandbox.calls.total;
});
afterEach(() => {
  sandbox.faults.clear();
  sandbox.calls.reset();
});
afterAll(() => sandbox.close());

/** Same parts, whatever order they came in and whenever they were read. */
function expectSame(store: MemoryStore, except: (key: string) => boolean = () => false): void {
  expect([...store.parts.keys()].filter((key) => !except(key)).sort()).toEqual(
    [...whole.store.parts.keys()].filter((key) => !except(key)).sort(),
  );
  for (const [key, part] of whole.store.parts)
    if (!except(key)) expect(store.parts.get(key)?.facts, key).toEqual(part.facts);
}

describe("a service in trouble", () => {
  it.each(["throttle", "fail", "reset", "html"] as const)(
    "that answers three calls of ten with %s hides nothing",
    async (kind) => {
      sandbox.faults.set([{ kind, probability: 0.3 }], 7);
      const { summary, store } = await scan(sandbox);
      // Four attempts each: about one call in a hundred fails for good where it is not throttling, and is then a gap.
      if (kind === "throttle") {
        expect(summary.gaps).toEqual([]);
        expectSame(store);
      } else {
        const lost = new Set(summary.gaps.map((gap) => gap.operation));
        for (const gap of summary.gaps) expect(gap.missingPermission).toBeNull();
        if (lost.size === 0) expectSame(store);
        expect(store.facts("account")).toHaveLength(accountsInScope(sandbox.estate).length);
      }
    },
  );

  it("that cuts off an answer now and then is asked again", async () => {
    sandbox.faults.set([{ kind: "malformed", service: "eks", probability: 0.1 }], 3);
    const { summary, store } = await scan(sandbox);
    for (const gap of summary.gaps) expect(gap).toMatchObject({ error: "MalformedResponse", missingPermission: null });
    expect(store.status).toBe(summary.gaps.length === 0 ? "complete" : "partial");
  });

  it.each([
    ["malformed", "MalformedResponse"],
    ["html", "MalformedResponse"],
    ["fail", "ServerException"],
  ] as const)("that answers one operation with %s only leaves a gap for it alone", async (kind, error) => {
    sandbox.faults.set([{ kind, operation: "ListAddons" }]);
    const { summary, store } = await scan(sandbox);
    expect(operationsOf(summary)).toEqual(["eks:ListAddons"]);
    expect(new Set(summary.gaps.map((gap) => gap.error)).size).toBe(1);
    if (kind !== "fail") expect(summary.gaps[0]?.error).toBe(error);
    expectSame(store, (key) => key.startsWith("addons|"));
  });

  it("that does not answer one operation leaves a gap for it, and does not hold up the rest", {
    timeout: 60_000,
  }, async () => {
    const account = "333333333333";
    sandbox.faults.set([{ kind: "hang", operation: "DescribeNodegroup", account }]);
    // Far more than a busy machine needs for the answers that do come.
    const { summary, store } = await scan(sandbox, {
      timeouts: { connectMs: 5000, requestMs: 5000, answerMs: 10_000 },
    });
    expect(operationsOf(summary)).toEqual(["eks:DescribeNodegroup"]);
    for (const gap of summary.gaps) expect(gap).toMatchObject({ accountId: account, missingPermission: null });
    expect(summary.gaps.every((gap) => gap.error === "TimeoutError" || gap.error === "ETIMEDOUT")).toBe(true);
    expectSame(store, (key) => key.startsWith("nodegroups|"));
    expect(store.facts("nodegroups").flat().length).toBe(whole.store.facts("nodegroups").flat().length);
  });

  it("that throttles one operation without end leaves a gap for it", { timeout: 240_000 }, async () => {
    sandbox.faults.set([
      { kind: "throttle", operation: "ListCapabilities", region: "eu-west-1", account: "333333333333" },
    ]);
    const { summary, store } = await scan(sandbox);
    expect(operationsOf(summary)).toEqual(["eks:ListCapabilities"]);
    expect(summary.gaps[0]?.missingPermission).toBeNull();
    expectSame(store, (key) => key.startsWith("capabilities|"));
  });
});

describe("credentials", () => {
  it("that end in mid-scan are renewed, and nothing is lost", async () => {
    sandbox.faults.set([
      { kind: "expire-credentials", service: "eks", operation: "DescribePodIdentityAssociation", after: 20, count: 1 },
    ]);
    const { summary, store } = await scan(sandbox);
    expect(summary.gaps).toEqual([]);
    expectSame(store);
    const assumed = sandbox.calls.counts()["sts:AssumeRole"] ?? 0;
    expect(assumed).toBe(accountsInScope(sandbox.estate).length);
  });

  it("of all accounts that end at once are renewed once each", async () => {
    let calls = 0;
    const { summary, store } = await scan(sandbox, {
      observer: {
        sent: () => {
          if (++calls === 250) sandbox.expireSessions();
        },
      },
    });
    expect(summary.gaps).toEqual([]);
    expectSame(store);
    expect(sandbox.calls.counts()["sts:AssumeRole"] ?? 0).toBeLessThanOrEqual(
      2 * (accountsInScope(sandbox.estate).length - 1),
    );
  });

  it("that cannot be renewed leave gaps in that account alone, without one more call than it takes to find out", async () => {
    const account = "444455556666";
    sandbox.faults.set([
      { kind: "expire-credentials", service: "eks", operation: "DescribePodIdentityAssociation", account, after: 5 },
      { kind: "deny", operation: "AssumeRole", resource: `arn:aws:iam::${account}:role/*`, after: 1 },
    ]);
    const { summary, store } = await scan(sandbox);
    expect(summary.status).toBe("partial");
    for (const gap of summary.gaps) expect(gap.accountId).toBe(account);
    expectSame(store, (key) => key.includes(account) || key.startsWith("managed-policies|aws"));
  });

  it("that were set by hand and end in mid-scan leave gaps for what was still to be read", async () => {
    const { scope } = sandboxConfiguration(sandbox.estate);
    const hub = sandbox.estate.reader.hubAccountId;
    const config = { scope: { ...scope, accounts: [{ id: hub }] } };
    const { summary, store } = await withEnvironment(sandboxEnvironment(sandbox), async () => {
      sandbox.faults.set([{ kind: "expire-credentials", after: 12 }]);
      return scanHere(config);
    });
    expect(summary.status).toBe("partial");
    expect(summary.gaps.length).toBeGreaterThan(0);
    for (const gap of summary.gaps)
      expect(gap).toMatchObject({
        accountId: hub,
        missingPermission: null,
        error: expect.stringMatching(/^ExpiredToken/) as string,
      });
    expect(store.facts("account")).toHaveLength(1);
    // Once it is known that they are over, nothing more is sent.
    expect(sandbox.calls.records.filter(({ error }) => error.startsWith("ExpiredToken")).length).toBeLessThan(60);
  });
});

describe("things that go away while they are read", () => {
  const clusters = () => clustersInScope(sandbox.estate).filter(({ cluster }) => cluster.associations.size > 5);

  it("clusters deleted between list and describe are noted, and are no gap", async () => {
    const [gone] = clusters();
    sandbox.faults.set([{ kind: "not-found", service: "eks", resource: gone?.cluster.arn ?? "" }]);
    const { summary, store } = await scan(sandbox);
    expect(summary.gaps).toEqual([]);
    expect(summary.notes.join()).toContain(gone?.cluster.name);
    expect(
      store
        .facts("clusters")
        .flat()
        .some(({ arn }) => arn === gone?.cluster.arn),
    ).toBe(false);
    expectSame(
      store,
      (key) => key.includes(gone?.cluster.arn ?? "") || key === `clusters|${gone?.account.id}|${gone?.region}|`,
    );
  });

  it("clusters deleted after they were described leave nothing of theirs behind", async () => {
    const [gone] = clusters();
    const { cluster } = gone as NonNullable<typeof gone>;
    const below = cluster.arn.replace(":cluster/", ":*/");
    sandbox.faults.set([
      { kind: "not-found", service: "eks", operation: "DescribeCluster", resource: cluster.arn, after: 1 },
      {
        kind: "not-found",
        service: "eks",
        operation: "DescribePodIdentityAssociation",
        resource: `${below}/*`,
        after: 3,
      },
    ]);
    const { summary, store } = await scan(sandbox);
    expect(summary.gaps).toEqual([]);
    expect(
      store
        .facts("clusters")
        .flat()
        .some(({ arn }) => arn === cluster.arn),
    ).toBe(false);
    expect([...store.parts.keys()].filter((key) => key.includes(cluster.arn))).toEqual([]);
    // The associations of a cluster that is gone are not all asked for.
    expect(
      sandbox.calls.records.filter(
        ({ resource, status }) => status === 404 && resource.includes("podidentityassociation"),
      ).length,
    ).toBeLessThanOrEqual(20);
  });

  it("associations deleted between list and describe are noted, and are no gap", async () => {
    const gone = expectedAssociations(sandbox.estate).filter((_, i) => i % 20 === 0);
    sandbox.faults.set(
      gone.map(({ arn }) => ({
        kind: "not-found" as const,
        operation: "DescribePodIdentityAssociation",
        resource: arn,
      })),
    );
    const { summary, store } = await scan(sandbox);
    expect(summary.gaps).toEqual([]);
    expect(summary.notes).toHaveLength(gone.length);
    const names = new Set(gone.map(({ arn }) => arn));
    const arns = (outcome: MemoryStore) =>
      outcome
        .facts("associations")
        .flat()
        .map(({ arn }) => arn);
    expect(arns(store).sort()).toEqual(
      arns(whole.store)
        .filter((arn) => !names.has(arn))
        .sort(),
    );
  });

  it("what is not found once and found again is read: EKS is eventually consistent", async () => {
    const late = expectedAssociations(sandbox.estate).slice(0, 3);
    sandbox.faults.set(
      late.map(({ arn }) => ({
        kind: "not-found" as const,
        operation: "DescribePodIdentityAssociation",
        resource: arn,
        count: 1,
      })),
    );
    const { summary, store } = await scan(sandbox);
    expect(summary).toMatchObject({ gaps: [], notes: [] });
    expectSame(store);
  });
});

describe("what looks contradictory", () => {
  const size = { accounts: 2, clustersPerAccount: 1, associationsPerCluster: 3, rolesPerAccount: 8, irsaPercent: 1 };
  /** The role of an association, away until the roles of its account have been listed. */
  async function scanWithoutRole(comesBack: boolean) {
    const estate = generateEstate({ ...size, capabilities: ["organization", "per-role-fallback"] });
    const own = await startSandbox({ estate });
    try {
      const account = [...estate.accounts.values()][1];
      const cluster = [...(account?.clusters.values() ?? [])].flatMap((each) => [...each.values()])[0];
      const association = [...(cluster?.associations.values() ?? [])][0];
      const all = account?.roles as unknown as Map<string, { readonly arn: string }>;
      const [name, role] = [...all].find(([, each]) => each.arn === association?.roleArn) ?? [];
      if (name === undefined || role === undefined) throw new Error("the association's role is not in the estate");
      all.delete(name);
      const outcome = await scan(own, {
        observer: {
          sent: ({ operation, accountId }) => {
            if (comesBack && operation === "GetAccountAuthorizationDetails" && accountId === account?.id)
              all.set(name, role);
          },
        },
      });
      const calls = own.calls.records.filter(({ operation }) => operation === "GetRole").length;
      return { ...outcome, arn: role.arn, calls };
    } finally {
      await own.close();
    }
  }

  it("is read again before it is claimed: a role made since is there, with its policies", async () => {
    const { summary, store, arn, calls } = await scanWithoutRole(true);
    expect(summary.gaps).toEqual([]);
    expect(calls).toBe(1);
    const found = store
      .facts("roles")
      .flat()
      .find((each) => each.arn === arn);
    expect(found?.inlinePolicies).toHaveLength(1);
    expect(store.documents.get(found?.trustPolicy ?? "")).toContain("pods.eks.amazonaws.com");
  });

  it("is claimed where it was asked for by name and is gone", async () => {
    const { summary, store, arn, calls } = await scanWithoutRole(false);
    expect(summary.gaps).toEqual([]);
    expect(calls).toBe(1);
    expect(
      store
        .facts("roles")
        .flat()
        .some((each) => each.arn === arn),
    ).toBe(false);
  });

  it("can be told by the time that every part carries", async () => {
    const before = new Date().toISOString();
    const { store } = await scanWithoutRole(false);
    for (const { readAt } of store.parts.values())
      expect(readAt >= before && readAt <= new Date().toISOString()).toBe(true);
  });
});

describe("a scan that is cancelled", () => {
  it("ends soon, is marked, and sends nothing more", async () => {
    const stop = new AbortController();
    let calls = 0;
    const { summary, store } = await scan(sandbox, {
      signal: stop.signal,
      observer: {
        sent: () => {
          if (++calls === 100) stop.abort();
        },
      },
    });
    expect(summary.status).toBe("cancelled");
    expect(store.status).toBe("cancelled");
    // Counted where it leaves: what left before may arrive much later on a busy machine.
    const sent = calls;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(calls).toBe(sent);
    expect(sent).toBeLessThan(callsOfWhole);
  });
});

describe("a store that cannot write", () => {
  it("ends the scan with its own error", async () => {
    const { MemoryStore } = await import("./memory-store");
    const store = new MemoryStore();
    const begin = store.begin.bind(store);
    store.begin = async (input) => {
      const writer = await begin(input);
      let parts = 0;
      return {
        ...writer,
        id: writer.id,
        savePart: async (part, documents) =>
          ++parts > 10 ? Promise.reject(new Error("the disk is full")) : writer.savePart(part, documents),
      };
    };
    await expect(scan(sandbox, { store })).rejects.toThrow("the disk is full");
    expect(store).toMatchObject({ status: "failed", reason: "the disk is full" });
  });
});
