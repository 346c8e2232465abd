/** Every question, asked of a small estate that is written out by hand. */
import { describe, expect, it } from "vitest";
import { coverageQuery, rolesQuery, type WorkloadsQuery, workloadsQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { queries } from "./queries";
import { createSnapshotView } from "./snapshot-view";

const other = "999900001111";
const s3 = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  const test = builder.cluster("test", { region: "us-east-1", accountId: other });
  builder.agent(prod).agent(test);
  const app = builder.role("team/app", {
    trust: podTrust(),
    inline: { files: s3 },
    attached: ["arn:aws:iam::aws:policy/Unread"],
    tags: { owner: "geo", "a<b": "ü" },
  });
  const broken = builder.role("broken", {
    trust: policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
  });
  const away = builder.role(
    "away",
    { trust: podTrust(), inline: { queue: policy({ Effect: "Allow", Action: "sqs:*", Resource: "*" }) } },
    other,
  );
  const provider = builder.provider(issuerOf("prod"));
  const web = builder.role("web", {
    trust: irsaTrust(provider, {
      StringLike: {
        [`${issuerOf("prod")}:sub`]: "system:serviceaccount:web-*:*",
        [`${issuerOf("prod")}:aud`]: "sts.amazonaws.com",
      },
    }),
  });
  builder.associate(prod, "shop/api", app, { policy: JSON.stringify(s3), tags: { z: "1", a: "2" } });
  builder.associate(prod, "shop/worker", app);
  builder.associate(prod, "shop/cron", broken);
  builder.associate(prod, "other/gone", `arn:aws:iam::${ACCOUNT}:role/gone`);
  builder.associate(test, "shop/api", away);
  builder.gap({
    service: "iam",
    operation: "GetPolicyVersion",
    resource: "arn:aws:iam::aws:policy/Unread",
    missingPermission: "iam:GetPolicyVersion",
    consequence: "What it grants is not known.",
  });
  builder.gap({
    service: "eks",
    operation: "ListAddons",
    accountId: other,
    region: "us-east-1",
    clusterArn: test.arn,
    error: "TimeoutError",
    consequence: "x",
  });
  const content = builder.build();
  return { view: createSnapshotView(content, buildAccessModel(content)), prod, test, app, broken, web };
}

const { view, prod, test: testCluster, app, broken, web } = estate();
const ask = (query: Partial<Record<keyof WorkloadsQuery, string>> = {}) =>
  queries.workloads(view, workloadsQuery.parse(query));
const names = (query: Parameters<typeof ask>[0]) =>
  ask(query).rows.map((row) => `${row.clusterName}:${row.namespace}/${row.serviceAccount}`);

describe("workloads", () => {
  it("are all there, patterns too, in the order of their names", () => {
    expect(names({ sort: "name" })).toEqual([
      "prod:web-*/*",
      "prod:shop/api",
      "test:shop/api",
      "prod:shop/cron",
      "prod:other/gone",
      "prod:shop/worker",
    ]);
    expect(names({ sort: "name", dir: "desc" })).toEqual([
      "prod:shop/worker",
      "prod:other/gone",
      "prod:shop/cron",
      "prod:shop/api",
      "test:shop/api",
      "prod:web-*/*",
    ]);
  });

  it("come in windows that do not overlap", () => {
    const all = ask({ sort: "verdict" }).rows.map((row) => row.id);
    const pieces = [0, 2, 4].flatMap((offset) =>
      ask({ sort: "verdict", offset: String(offset), limit: "2" }).rows.map((row) => row.id),
    );
    expect(pieces).toEqual(all);
    expect(ask({ offset: "100" })).toMatchObject({ rows: [], matched: 6, total: 6, offset: 100 });
  });

  it("are filtered by every facet, by cluster name as by ARN, and by words", () => {
    expect(names({ account: other })).toEqual(["test:shop/api"]);
    expect(names({ region: "us-east-1" })).toEqual(["test:shop/api"]);
    expect(names({ cluster: "test" })).toEqual(names({ cluster: testCluster.arn }));
    expect(names({ namespace: "other" })).toEqual(["prod:other/gone"]);
    expect(names({ mechanism: "irsa" })).toEqual(["prod:web-*/*"]);
    expect(names({ verdict: "denied", sort: "name" })).toEqual(["prod:shop/cron", "prod:other/gone"]);
    expect(names({ service: "sqs" })).toEqual(["test:shop/api"]);
    expect(names({ kind: "pattern" })).toEqual(["prod:web-*/*"]);
    expect(names({ role: app })).toEqual(["prod:shop/api", "prod:shop/worker"]);
    expect(names({ q: "WORK shop" })).toEqual(["prod:shop/worker"]);
    expect(ask({ account: other }).facets.account.map((facet) => [facet.value, facet.count])).toEqual([
      [ACCOUNT, 5],
      [other, 1],
    ]);
  });

  it("say why they do not work and what they reach, with what is not known", () => {
    const row = (name: string) => ask({ q: name }).rows[0];
    expect(row("shop/cron")).toMatchObject({ verdict: "denied", services: [] });
    expect(row("shop/cron")?.because).toMatch(/ec2|pods\.eks/);
    expect(row("other/gone")).toMatchObject({ verdict: "denied", roles: [{ exists: false, name: "gone" }] });
    expect(row("shop/worker")).toMatchObject({ verdict: "allowed", services: ["s3"], servicesIncomplete: true });
  });
});

describe("a workload", () => {
  it("is found by its page's path, with everything about its associations", () => {
    const detail = queries.workload(view, {
      account: ACCOUNT,
      region: "eu-west-1",
      cluster: "prod",
      namespace: "shop",
      name: "api",
    });
    expect(detail?.bindings).toHaveLength(1);
    expect(detail?.bindings[0]?.association).toMatchObject({
      clusterArn: prod.arn,
      externalId: `eu-west-1/${ACCOUNT}/prod/shop/api`,
      disableSessionTags: false,
      tags: [
        { key: "a", value: "2" },
        { key: "z", value: "1" },
      ],
      sessionPolicy: { kind: "session", statements: [{ sentence: "Allows s3:GetObject on arn:aws:s3:::b/*." }] },
    });
    expect(detail?.credentialRoles[0]?.services).toMatchObject([{ service: "s3", state: "conditional" }]);
    expect(
      detail?.credentialRoles[0]?.policies.map((each) => [each.name, each.statements.length, each.problem === null]),
    ).toEqual([
      ["files", 1, true],
      ["Unread", 0, false],
    ]);
    expect(detail?.gaps.map((gap) => gap.operation)).toEqual(["GetPolicyVersion"]);
  });

  it("of every row is found by its own address", () => {
    for (const row of ask().rows) {
      const [, , ...segments] = row.href.split("/").map((segment) => decodeURIComponent(segment));
      const [account = null, region = null, cluster = null, namespace = null, name = null] = segments.map((segment) =>
        segment === "-" ? null : segment,
      );
      expect(queries.workload(view, { account, region, cluster, namespace, name })?.workload.id).toBe(row.id);
    }
  });

  it("that does not exist is null", () => {
    expect(
      queries.workload(view, {
        account: ACCOUNT,
        region: "eu-west-1",
        cluster: "prod",
        namespace: "shop",
        name: "nobody",
      }),
    ).toBeNull();
  });
});

describe("an association that could not be described", () => {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.associate(cluster, "shop/api", "", { roleArn: null, described: false });
  const content = builder.build();
  const seen = createSnapshotView(content, buildAccessModel(content));

  it("is a workload whose verdict and role are not known, never one without a role", () => {
    const [row] = queries.workloads(seen, workloadsQuery.parse({})).rows;
    expect(row).toMatchObject({ verdict: "unknown", roles: [], servicesIncomplete: true, serviceAccount: "api" });
    const at = { account: ACCOUNT, region: "eu-west-1", cluster: "prod", namespace: "shop", name: "api" };
    const detail = queries.workload(seen, at);
    expect(detail?.bindings[0]).toMatchObject({
      role: { name: "role not known", href: null },
      association: { described: false, roleArn: null },
    });
    expect(detail?.credentialRoles[0]?.problem).toMatch(/not known/);
    expect(queries.overview(seen, {}).verdicts.find((each) => each.verdict === "unknown")?.figure.value).toBe(1);
  });
});

describe("roles", () => {
  const roles = (query: object = {}) => queries.roles(view, rolesQuery.parse(query));

  it("are those that are used, missing ones too, unless all are asked for", () => {
    expect(roles().rows.map((row) => [row.name, row.workloads, row.exists])).toEqual([
      ["app", 2, true],
      ["away", 1, true],
      ["broken", 1, true],
      ["gone", 1, false],
      ["web", 1, true],
    ]);
    expect(roles({ used: "no" }).rows).toEqual([]);
    expect(roles({ sort: "workloads", dir: "desc" }).rows[0]?.name).toBe("app");
    expect(roles({ q: "unread" }).rows.map((row) => row.name)).toEqual(["app"]);
  });

  it("show trust, policies, users, tags and what is missing", () => {
    const detail = queries.role(view, { account: ACCOUNT, name: "app" });
    expect(detail?.role).toMatchObject({ arn: app, path: "/team/", href: `/roles/${ACCOUNT}/app` });
    expect(detail?.trustPolicy.statements[0]?.sentence).toBe(
      "Allows the service pods.eks.amazonaws.com to call sts:AssumeRole and sts:TagSession.",
    );
    expect(detail?.usedBy.map((use) => [use.workload.serviceAccount, use.as])).toEqual([
      ["api", "role"],
      ["worker", "role"],
    ]);
    expect(detail?.tags).toEqual([
      { key: "a<b", value: "ü" },
      { key: "owner", value: "geo" },
    ]);
    expect(detail?.problem).toMatch(/may allow more/);
    expect(detail?.lastUsedRead).toBe(false);
    expect(detail?.gaps).toHaveLength(1);
    expect(queries.role(view, { account: ACCOUNT, name: "gone" })?.problem).toMatch(/does not exist/);
    expect(queries.role(view, { account: ACCOUNT, name: "nobody" })).toBeNull();
  });
});

describe("coverage", () => {
  const coverage = (query: object = {}) => queries.coverage(view, coverageQuery.parse(query));

  it("lists every place with what was read there, and the policy that grants what is missing", () => {
    const answer = coverage();
    const scope = (kind: string, accountId: string) =>
      answer.scopes.find((each) => each.kind === kind && each.accountId === accountId);
    expect(scope("account", ACCOUNT)).toMatchObject({ state: "partial" });
    expect(scope("cluster", other)).toMatchObject({ state: "partial", clusterName: "test" });
    expect(scope("cluster", ACCOUNT)).toMatchObject({ state: "read" });
    expect(answer.missingPermissions).toMatchObject([
      { permission: "iam:GetPolicyVersion", accountId: ACCOUNT, occurrences: 1 },
    ]);
    expect(answer.grants.map((grant) => JSON.parse(grant.policyJson))).toMatchObject([
      { Statement: [{ Effect: "Allow", Action: ["iam:GetPolicyVersion"], Resource: "*" }] },
    ]);
    expect(scope("cluster", other)?.gaps[0]?.remedy).toMatch(/eks endpoint of us-east-1/);
  });

  it("is narrowed by account, region and cluster", () => {
    expect(new Set(coverage({ account: other }).scopes.map((scope) => scope.accountId))).toEqual(new Set([other]));
    expect(coverage({ cluster: "test" }).scopes.map((scope) => scope.clusterName)).toEqual(["test"]);
    expect(coverage({ cluster: "test" }).gaps).toBe(1);
  });
});

describe("overview", () => {
  it("counts what the pages behind its links list", () => {
    const overview = queries.overview(view, {});
    for (const { figure } of [...overview.verdicts, ...overview.mechanisms, ...overview.services]) {
      const query = Object.fromEntries(new URL(figure.href, "http://localhost").searchParams);
      expect(ask(query).matched).toBe(figure.value);
    }
    expect(overview.counts.workloads.value).toBe(ask().matched);
    expect(overview.counts.roles.value).toBe(queries.roles(view, rolesQuery.parse({})).matched);
    expect(overview.broken.map((row) => row.serviceAccount).sort()).toEqual(["cron", "gone"]);
    expect(overview.sharedRoles).toMatchObject([{ arn: app, workloads: 2, clusters: 1 }]);
  });
});

describe("search", () => {
  const hits = (q: string) =>
    queries.search(view, { q, kind: [], limit: 10 }).hits.map((hit) => `${hit.kind} ${hit.title}`);

  it("puts the name itself first", () => {
    expect(hits("app")[0]).toBe("role app");
    expect(hits("shop")[0]).toBe("namespace shop");
    expect(hits("prod")[0]).toBe("cluster prod");
    expect(hits(broken)).toEqual(["role broken"]);
    expect(hits("   ")).toEqual([]);
    expect(hits("no such thing")).toEqual([]);
    expect(hits("web")).toContain("role web");
    expect(web).toContain("web");
  });
});
