import {
  DescribeClusterCommand,
  DescribePodIdentityAssociationCommand,
  ListClustersCommand,
} from "@aws-sdk/client-eks";
import { GetRoleCommand, ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import { ListRootsCommand } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type FaultRule,
  type Sandbox,
  startingRates,
  startSandbox,
  startSandboxThread,
} from "@/lib/server/sandbox/index";
import { type Clients, errorOf, hub, PAYMENTS, reader } from "./clients";

let sandbox: Sandbox;
let payments: Clients;
beforeAll(async () => {
  sandbox = await startSandbox();
  payments = await reader(sandbox, PAYMENTS);
});
beforeEach(() => {
  sandbox.faults.clear();
  sandbox.rates.set([]);
});
afterAll(() => sandbox.close());

const list = () => payments.eks.send(new ListClustersCommand({}));
const providers = () => payments.iam.send(new ListOpenIDConnectProvidersCommand({}));

describe("faults", () => {
  it("throttle in each protocol's form", async () => {
    sandbox.faults.set([{ kind: "throttle" }]);
    expect(await errorOf(list())).toMatchObject({ name: "TooManyRequestsException", status: 429 });
    expect(await errorOf(providers())).toMatchObject({ name: "Throttling", status: 400, message: "Rate exceeded" });
    expect(await errorOf(hub(sandbox).organizations.send(new ListRootsCommand({})))).toMatchObject({
      name: "TooManyRequestsException",
      status: 400,
    });
  });

  it("name what they match: service, operation, account, region, resource", async () => {
    const rule = (fields: Partial<FaultRule>) => sandbox.faults.set([{ kind: "fail", ...fields }]);
    rule({
      service: "eks",
      operation: "Describe*",
      account: PAYMENTS,
      region: "eu-*",
      resource: "*:cluster/payments-prod-*",
    });
    expect(await errorOf(payments.eks.send(new DescribeClusterCommand({ name: "payments-prod-euw1" })))).toMatchObject({
      status: 500,
    });
    await list();
    rule({ account: "000000000000" });
    await list();
    rule({ resource: "arn:aws:iam::*:role/payments-node" });
    expect(await errorOf(payments.iam.send(new GetRoleCommand({ RoleName: "payments-node" })))).toMatchObject({
      name: "ServiceFailureException",
      status: 500,
    });
  });

  it("deny with the wording of a real denial", async () => {
    sandbox.faults.set([{ kind: "deny", operation: "ListClusters" }]);
    expect(await errorOf(list())).toMatchObject({
      name: "AccessDeniedException",
      message: `User: arn:aws:sts::${PAYMENTS}:assumed-role/PodlensReader/sandbox-test is not authorized to perform: eks:ListClusters on resource: arn:aws:eks:eu-west-1:${PAYMENTS}:cluster/*`,
    });
  });

  it("let things vanish between list and describe", async () => {
    sandbox.faults.set([{ kind: "not-found", operation: "DescribePodIdentityAssociation" }]);
    const call = payments.eks.send(
      new DescribePodIdentityAssociationCommand({ clusterName: "payments-prod-euw1", associationId: "a-1" }),
    );
    expect(await errorOf(call)).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
  });

  it("fire so many times, after so many calls, or by chance from a seed", async () => {
    sandbox.faults.set([{ kind: "fail", after: 2, count: 1 }]);
    const outcomes: boolean[] = [];
    for (let i = 0; i < 5; i++)
      outcomes.push(
        await list().then(
          () => true,
          () => false,
        ),
      );
    expect(outcomes).toEqual([true, true, false, true, true]);
    const chances = async () => {
      sandbox.faults.set([{ kind: "throttle", probability: 0.3 }], 7);
      const seen: boolean[] = [];
      for (let i = 0; i < 60; i++)
        seen.push(
          await list().then(
            () => true,
            () => false,
          ),
        );
      return seen;
    };
    const first = await chances();
    expect(await chances()).toEqual(first);
    expect(first.filter((ok) => !ok).length).toBeGreaterThan(5);
    expect(first.filter((ok) => !ok).length).toBeLessThan(35);
  });

  it("break bodies and connections", async () => {
    sandbox.faults.set([{ kind: "html" }]);
    expect((await errorOf(list())).status).toBe(502);
    sandbox.faults.set([{ kind: "malformed" }]);
    expect((await errorOf(list())).name).toBe("SyntaxError");
    expect((await errorOf(providers())).name).not.toBe("");
    sandbox.faults.set([{ kind: "reset" }]);
    expect((await errorOf(list())).message).toMatch(/ECONNRESET|socket hang up|aborted/);
    expect(sandbox.calls.records.at(-1)).toMatchObject({ operation: "ListClusters", status: 0, error: "reset" });
  });

  it("hang until the caller gives up, and answer late", async () => {
    sandbox.faults.set([{ kind: "hang", count: 1 }]);
    const abort = new AbortController();
    const waiting = payments.eks.send(new ListClustersCommand({}), { abortSignal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect((await errorOf(waiting)).name).toBe("AbortError");
    sandbox.faults.set([{ kind: "slow", operation: "ListClusters", delayMs: 1500 }]);
    const order: string[] = [];
    const late = list().then(() => order.push("late"));
    await providers().then(() => order.push("other"));
    await late;
    expect(order).toEqual(["other", "late"]);
  });

  it("expire a session's credentials in the middle, for good", async () => {
    const session = await reader(sandbox, PAYMENTS);
    sandbox.faults.set([{ kind: "expire-credentials", account: PAYMENTS, after: 1, count: 1 }]);
    await session.eks.send(new ListClustersCommand({}));
    expect((await errorOf(session.eks.send(new ListClustersCommand({})))).name).toBe("ExpiredTokenException");
    expect((await errorOf(session.iam.send(new ListOpenIDConnectProvidersCommand({})))).name).toBe("ExpiredToken");
    await (await reader(sandbox, PAYMENTS)).eks.send(new ListClustersCommand({}));
  });
});

describe("rates", () => {
  it("are per account, region and operation, and refill with time", async () => {
    let now = 1_800_000_000_000;
    const limited = await startSandbox({ now: () => now, rates: startingRates() });
    try {
      const ireland = await reader(limited, PAYMENTS);
      const call = (from: Clients) =>
        from.eks.send(new ListClustersCommand({})).then(
          () => true,
          () => false,
        );
      const burst: boolean[] = [];
      for (let i = 0; i < 7; i++) burst.push(await call(ireland));
      expect(burst).toEqual([true, true, true, true, true, false, false]);
      expect(await call(await reader(limited, PAYMENTS, "us-east-1"))).toBe(true);
      expect(await call(await reader(limited, "444455556666"))).toBe(true);
      now += 400;
      expect([await call(ireland), await call(ireland), await call(ireland)]).toEqual([true, true, false]);
    } finally {
      await limited.close();
    }
  });
});

describe("calls", () => {
  it("are counted and kept, and tell what was asked twice", async () => {
    sandbox.calls.reset();
    await list();
    await list();
    await payments.sts.send(new GetCallerIdentityCommand({}));
    expect(sandbox.calls.total).toBe(3);
    expect(sandbox.calls.counts()).toEqual({ "eks:ListClusters": 2, "sts:GetCallerIdentity": 1 });
    expect(sandbox.calls.records[0]).toMatchObject({
      service: "eks",
      operation: "ListClusters",
      accountId: PAYMENTS,
      region: "eu-west-1",
      status: 200,
      error: "",
    });
    expect(sandbox.calls.repeated().map((one) => [one.call.operation, one.times])).toEqual([["ListClusters", 2]]);
  });
});

describe("a thread of its own", () => {
  it("serves a generated estate and reports what was asked", async () => {
    const generated = { accounts: 2, clustersPerAccount: 2, associationsPerCluster: 3, rolesPerAccount: 5 };
    const thread = await startSandboxThread({ estate: { generated } });
    try {
      const address = { url: thread.url, estate: sandbox.estate } as Sandbox;
      expect((await hub(address).eks.send(new ListClustersCommand({}))).clusters).toEqual(["cluster-00", "cluster-01"]);
      await thread.setFaults([{ kind: "throttle" }]);
      expect((await errorOf(hub(address).eks.send(new ListClustersCommand({})))).status).toBe(429);
      expect(await thread.summary()).toMatchObject({ total: 2, statuses: { "200": 1, "429": 1 }, repeated: 0 });
      expect(thread.configuration.scope.accounts).toHaveLength(2);
    } finally {
      await thread.close();
    }
  });
});
