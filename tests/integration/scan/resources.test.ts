/** The resource side: what grants name is read through the SDK, whole; what may not be read is one gap a service. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEstate, type Estate } from "@/lib/domain/snapshot/estate";
import { restrictsPublicPolicies } from "@/lib/domain/snapshot/resource-side";
import { type Sandbox, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { snapshotSections } from "@/lib/server/usecases/export-snapshot";
import { type ScanOutcome, scan } from "./harness";

let sandbox: Sandbox;
let outcome: ScanOutcome;
let estate: Estate;

beforeAll(async () => {
  sandbox = await startSandbox();
  outcome = await scan(sandbox, { config: part(ACCOUNTS, ["eu-west-1", "us-east-1"]) });
  estate = estateOf(outcome);
});
afterAll(() => sandbox.close());

const ACCOUNTS = ["333333333333", "444455556666", "555566667777", "666677778888"];

/** The sandbox's configuration for some accounts and regions. */
function part(ids: readonly string[], regions: readonly string[]) {
  const config = sandboxConfiguration(sandbox.estate);
  const accounts = config.scope.accounts.filter(({ id }) => ids.includes(id));
  return {
    ...config,
    resources: { enabled: true },
    scope: { ...config.scope, accounts, includeCaller: false, regions },
  };
}

function estateOf({ store, summary }: ScanOutcome): Estate {
  const meta = {
    id: summary.snapshot,
    startedAt: "2026-11-20T09:00:00.000Z",
    finishedAt: null,
    status: "complete" as const,
    engineVersion: "test",
    counts: null,
    scope: "",
  };
  return buildEstate({ meta, parts: [...store.parts.values()], gaps: store.gaps, documents: store.documents });
}

const RESOURCE_SERVICES = ["s3", "kms", "sqs", "sns", "secretsmanager", "dynamodb", "ecr", "rds"];
const textOf = (arn: string) => {
  const found = estate.resourcePolicyOf(arn);
  return found.state === "read" ? estate.documents.get(found.document) : found.state;
};

describe("what grants name", () => {
  it("is read with its policy, as the service holds it", () => {
    const { buckets } = sandbox.estate.accounts.get("444455556666")?.resources ?? {};
    expect(textOf("arn:aws:s3:::shop-prod-lake/ledger/2026.csv")).toBe(buckets?.get("shop-prod-lake")?.policy);
    expect(textOf("arn:aws:s3:::shop-carto-import")).toBe("none");
    expect(textOf("arn:aws:dynamodb:eu-west-1:444455556666:table/ledger-exports/index/by-day")).toContain("Exporter");
    expect(textOf("arn:aws:sqs:eu-west-1:444455556666:search-feed")).toContain("FromThePaymentsAccount");
    expect(textOf("arn:aws:sns:us-east-1:333333333333:orders")).toContain("sns:Publish");
    expect(textOf("arn:aws:kms:eu-west-1:333333333333:alias/card-vault")).toContain("CardVaultOnly");
    expect(textOf("arn:aws:sqs:eu-west-1:333333333333:payouts")).toBe("none");
    expect(textOf("arn:aws:ec2:eu-west-1:333333333333:instance/i-1")).toBe("none");
  });

  it("comes with blocks, grants, aliases and databases", () => {
    const feeds = estate.resources.get("arn:aws:s3:::shop-prod-partner-feeds");
    expect(feeds).toMatchObject({ objectOwnership: "BucketOwnerPreferred", accountId: "444455556666" });
    expect(feeds?.kind === "bucket" && restrictsPublicPolicies(feeds, estate.s3Accounts.get("444455556666"))).toBe(
      false,
    );
    const batch = estate.resources.get("arn:aws:s3:::shop-dev-batch");
    expect(batch).toMatchObject({ publicAccessBlock: "none", objectOwnership: "ObjectWriter" });
    const vault = estate.resources.get("arn:aws:kms:eu-west-1:333333333333:key/11111111-2222-3333-4444-555555555555");
    expect(vault).toMatchObject({ manager: "CUSTOMER", state: "Enabled", aliases: ["alias/card-vault"] });
    expect(vault?.kind === "key" && vault.grants).toMatchObject([
      { granteePrincipal: "arn:aws:iam::333333333333:role/payments/payments-card-gateway" },
    ]);
    expect(estate.databaseByResourceId.get("db-CARTOMETADATA0EXAMPLE00001")).toMatchObject({
      arn: "arn:aws:rds:eu-west-1:444455556666:db:carto-metadata",
      iamAuthentication: true,
    });
    expect(estate.databaseByResourceId.get("cluster-WAREHOUSEMETA01")).toMatchObject({ iamAuthentication: false });
    expect(estate.s3Accounts.get("333333333333")?.publicAccessBlock).toMatchObject({ restrictPublicBuckets: true });
  });

  it("is all that is read: what no grant names is not asked for", () => {
    expect(estate.resources.has("arn:aws:s3:::shop-dev-uploads")).toBe(true);
    expect(
      estate.resourcePolicyOf("arn:aws:kms:eu-west-1:333333333333:key/99999999-8888-7777-6666-555555555555"),
    ).toEqual({
      state: "unread",
      why: "not-named",
      gap: null,
    });
    expect(estate.resourcePolicyOf("arn:aws:s3:::somebody-elses")).toMatchObject({ why: "account-not-read" });
    expect(estate.resourcePolicyOf("arn:aws:lambda:eu-west-1:333333333333:function:f")).toMatchObject({
      why: "unsupported",
    });
    expect(estate.resourcePolicyOf("arn:aws:s3:::shop-*")).toMatchObject({ why: "pattern" });
  });

  it("is in the exported snapshot, with the policies' text", () => {
    const parts = [...outcome.store.parts.values()];
    const labels = { owner: [], environment: [] };
    const sections = [...snapshotSections(estate, [], labels, parts)];
    const rowsOf = (name: string) => {
      const found = sections.find((section) => section.name === name);
      return found && "rows" in found ? [...found.rows] : [];
    };
    expect(rowsOf("buckets")).toContainEqual(
      expect.objectContaining({
        name: "shop-prod-archive",
        policy: expect.objectContaining({
          state: "read",
          document: expect.objectContaining({ Version: "2012-10-17" }),
        }),
      }),
    );
    for (const name of ["kmsKeys", "queues", "topics", "secrets", "tables", "repositories", "databases", "s3Account"])
      expect(rowsOf(name)).not.toEqual([]);
  });

  it("leaves no gap where the capability is granted, and asks nothing twice", () => {
    expect(outcome.store.gaps.filter((gap) => RESOURCE_SERVICES.includes(gap.service))).toEqual([]);
    const repeated = sandbox.calls.repeated().filter(({ call }) => RESOURCE_SERVICES.includes(call.service));
    expect(repeated.map(({ call }) => `${call.service}:${call.operation}`)).toEqual([]);
  });
});

describe("the optional policy resources.json", () => {
  const file = JSON.parse(readFileSync(new URL("../../../public/iam/resources.json", import.meta.url), "utf8")) as {
    Statement: { Action: string[] }[];
  };

  it("is needed whole, and nothing besides it", () => {
    const actions = new Map([
      ["s3:ListBuckets", "s3:ListAllMyBuckets"],
      ["s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"],
    ]);
    const used = new Set(
      sandbox.calls.records
        .filter((call) => RESOURCE_SERVICES.includes(call.service) && call.status === 200)
        .map((call) => `${call.service}:${call.operation}`)
        .map((name) => actions.get(name) ?? name),
    );
    expect([...used].sort()).toEqual(file.Statement.flatMap(({ Action }) => Action).sort());
  });

  it("not granted: one gap for each account and service, with the permission and how much it hides", async () => {
    const bare = await startSandbox({ capabilities: ["organization"] });
    try {
      const denied = await scan(bare, { config: part(ACCOUNTS, ["eu-west-1", "us-east-1"]) });
      const gaps = denied.store.gaps.filter((gap) => RESOURCE_SERVICES.includes(gap.service));
      const keys = gaps.map((gap) => `${gap.accountId}|${gap.service}`);
      expect(keys).toEqual([...new Set(keys)]);
      expect(new Set(gaps.map((gap) => gap.service))).toEqual(new Set(RESOURCE_SERVICES));
      for (const gap of gaps) expect(gap).toMatchObject({ missingPermission: expect.any(String) });
      expect(gaps.find((gap) => gap.service === "dynamodb")).toMatchObject({ resource: null, region: null });
      expect(gaps.find((gap) => gap.service === "s3")?.missingPermission).toBe("s3:ListAllMyBuckets");
      expect(estateOf(denied).resourcePolicyOf("arn:aws:kms:eu-west-1:333333333333:key/1")).toMatchObject({
        state: "unread",
        why: "gap",
        gap: { service: "kms" },
      });
      // A few calls are denied and the rest is not sent.
      const sent = bare.calls.records.filter((call) => call.service === "sqs" && call.accountId === "333333333333");
      expect(sent.length).toBeLessThanOrEqual(10);
    } finally {
      await bare.close();
    }
  });

  it("switched off: nothing is asked", async () => {
    sandbox.calls.reset();
    const config = { ...part(["333333333333"], ["eu-west-1"]), resources: { enabled: false } };
    const off = await scan(sandbox, { config });
    expect(sandbox.calls.records.filter((call) => RESOURCE_SERVICES.includes(call.service))).toEqual([]);
    expect(off.store.gaps.filter((gap) => RESOURCE_SERVICES.includes(gap.service))).toEqual([]);
  });
});

describe("faults", () => {
  const FAULTS: readonly (readonly [service: string, operation: string, resource: string])[] = [
    ["s3", "GetBucketPolicy", "arn:aws:s3:::shop-prod-lake"],
    ["kms", "ListGrants", "arn:aws:kms:eu-west-1:333333333333:key/11111111-2222-3333-4444-555555555555"],
    ["sqs", "GetQueueAttributes", "arn:aws:sqs:eu-west-1:444455556666:search-feed"],
    ["sns", "GetTopicAttributes", "arn:aws:sns:eu-west-1:333333333333:orders"],
    ["secretsmanager", "GetResourcePolicy", "arn:aws:secretsmanager:eu-west-1:333333333333:secret:acquirer/worldline-"],
    ["dynamodb", "GetResourcePolicy", "arn:aws:dynamodb:eu-west-1:444455556666:table/ledger-exports"],
  ];
  let faulty: ScanOutcome;
  let side: Estate;

  beforeAll(async () => {
    sandbox.faults.set(
      FAULTS.map(([service, operation, resource]) => ({ kind: "deny", service, operation, resource: `${resource}*` })),
    );
    faulty = await scan(sandbox, { config: part(["333333333333", "444455556666"], ["eu-west-1"]) });
    side = estateOf(faulty);
    sandbox.faults.clear();
  });

  it.each(FAULTS)("%s:%s denied for one resource: a gap that names it, and the rest is read", (...fault) => {
    const [service, operation, resource] = fault;
    const gaps = faulty.store.gaps.filter((gap) => gap.service === service);
    expect(gaps).toMatchObject([{ operation, missingPermission: `${service}:${operation}` }]);
    const arn = gaps[0]?.resource ?? "";
    expect(arn.startsWith(resource)).toBe(true);
    const known = side.resources.get(arn);
    if (known?.kind === "key") expect(known.grants).toBeNull();
    else expect(side.resourcePolicyOf(arn)).toMatchObject({ state: "unread", why: "gap" });
    expect([...side.resources.values()].filter((each) => each.arn !== arn && each.kind === known?.kind)).not.toEqual(
      service === "kms" ? null : [],
    );
  });
});
