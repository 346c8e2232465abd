/** Rules of sharing and limits on estates written out by hand. */
import { describe, expect, it } from "vitest";
import { ACCOUNT, EstateBuilder, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import type { Rule } from "../../rule";
import { applied } from "../../testing/apply";
import { findingFacts, findings, inShort } from "../../testing/facts";
import { limitsRules } from "../limits";
import { sharingRules } from ".";

const rules = [...sharingRules, ...limitsRules];
const labels = { owner: [], environment: ["cluster-tag:env"] };
const ruleOf = (id: string): Rule => {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
};
type Workload = `${string}/${string}`;

/** One role, given to these workloads: "cluster:namespace/name". */
function shared(holders: readonly string[], inline: object = {}, more: object = {}): EstateBuilder {
  const builder = new EstateBuilder();
  const clusters = new Map<string, ReturnType<EstateBuilder["cluster"]>>();
  const role = builder.role("app", { trust: podTrust(), inline: inline as Record<string, unknown> });
  for (const holder of holders) {
    const [name = "", workload = ""] = holder.split(":");
    const cluster = clusters.get(name) ?? builder.cluster(name, { tags: { env: name.split("-")[0] ?? "" } });
    clusters.set(name, cluster);
    builder.associate(cluster, workload as Workload, role, more);
  }
  return builder;
}
const abac = {
  own: policy({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::b/${"$"}{aws:PrincipalTag/kubernetes-namespace}/*`,
  }),
};
const admin = { all: policy({ Effect: "Allow", Action: "*", Resource: "*" }) };
const tenants = ["a", "b", "c", "d"].map((each) => `prod-1:tenant-${each}/api`);
const session = {
  disableSessionTags: true,
  policy: JSON.stringify(policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" })),
};
const long = (length: number) => {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  const trust = (text: string) => podTrust({ StringEquals: { "aws:SourceAccount": [ACCOUNT, text] } });
  const without = JSON.stringify(trust("")).length;
  builder.associate(cluster, "shop/api", builder.role("app", { trust: trust("x".repeat(length - without)) }));
  return builder;
};
const providers = (count: number) => {
  const builder = new EstateBuilder();
  builder.cluster("prod");
  for (let i = 0; i < count; i++) builder.provider(issuerOf(`c${i}`));
  return builder;
};
const associations = (count: number) => {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  const role = builder.role("app", { trust: podTrust() });
  for (let i = 0; i < count; i++) builder.associate(cluster, `ns-${i}/api`, role);
  return builder;
};

type Case = readonly [rule: string, what: string, builder: EstateBuilder, found: string | null];
const cases: readonly Case[] = [
  [
    "role-shared-across-environments",
    "development and production",
    shared(["dev-1:shop/api", "prod-1:shop/api"]),
    "low allowed: app +2",
  ],
  [
    "role-shared-across-environments",
    "of an administrator's role",
    shared(["dev-1:shop/api", "prod-1:shop/api"], admin),
    "critical allowed: app +2",
  ],
  ["role-shared-across-environments", "one environment", shared(["prod-1:shop/api", "prod-2:shop/api"]), null],
  [
    "role-shared-across-clusters",
    "different applications",
    shared(["prod-1:shop/api", "prod-2:shop/web"]),
    "info allowed: app +2",
  ],
  [
    "role-shared-across-clusters",
    "one application in two clusters",
    shared(["prod-1:shop/api", "prod-2:shop/api"]),
    null,
  ],
  [
    "role-shared-across-clusters",
    "across environments it is told of there",
    shared(["dev-1:shop/api", "prod-1:shop/web"]),
    null,
  ],
  [
    "role-shared-across-namespaces",
    "two teams",
    shared(["prod-1:shop/api", "prod-1:pay/api"], admin),
    "high allowed: app +2",
  ],
  [
    "role-shared-across-namespaces",
    "told apart by tags",
    shared(["prod-1:shop/api", "prod-1:pay/api"], abac),
    "info allowed: app +2",
  ],
  ["role-shared-across-namespaces", "one namespace", shared(["prod-1:shop/api", "prod-1:shop/web"], admin), null],
  [
    "role-shared-across-namespaces",
    "one beside the system's",
    shared(["prod-1:shop/api", "prod-1:kube-system/api"], admin),
    null,
  ],
  ["role-shared-across-namespaces", "tenants", shared(tenants, admin), null],
  [
    "near-identical-associations",
    "tenants with a session policy each",
    shared(tenants, admin, session),
    "info allowed: app +4",
  ],
  ["near-identical-associations", "tenants that nothing tells apart", shared(tenants, admin), "low allowed: app +4"],
  ["near-identical-associations", "two", shared(tenants.slice(0, 2)), null],
  ["trust-policy-length", "1900 of 2048", long(1900), "low allowed: app"],
  ["trust-policy-length", "8000 of 8192", long(8000), "medium allowed: app"],
  ["trust-policy-length", "a raised quota with room", long(3000), null],
  ["trust-policy-length", "short", long(400), null],
  ["oidc-providers-per-account", "90 of 100", providers(90), `low allowed: ${ACCOUNT}`],
  ["oidc-providers-per-account", "89", providers(89), null],
  ["oidc-providers-per-account", "200: the quota was raised", providers(200), null],
  ["associations-per-cluster", "4,500 of 5,000", associations(4500), "low allowed: prod"],
  ["associations-per-cluster", "few", associations(10), null],
];

describe("rules of sharing and limits", () => {
  it.each(cases)("%s: %s", (id, _what, builder, expected) => {
    const rule = ruleOf(id);
    const found = findings(findingFacts(builder, { labels }), rule);
    expect(inShort(found)).toEqual(expected === null ? [] : [`${id} ${expected}`]);
  });

  it("are all tried, with something to find and something to leave alone", () => {
    // What rests on recorded events is tried with the rules of use.
    for (const { id } of rules.filter((rule) => rule.id !== "packed-tag-size")) {
      const own = cases.filter(([rule]) => rule === id);
      expect([id, own.some(([, , , found]) => found !== null), own.some(([, , , found]) => found === null)]).toEqual([
        id,
        true,
        true,
      ]);
    }
  });

  it.each([
    ["role-shared-across-environments", shared(["dev-1:shop/api", "prod-1:shop/api"])],
    ["role-shared-across-clusters", shared(["prod-1:shop/api", "prod-2:shop/web"])],
    ["role-shared-across-namespaces", shared(["prod-1:shop/api", "prod-1:pay/api"])],
  ])("%s ends with a role for each", (id, builder) => {
    const content = builder.build();
    const [finding] = findings(findingFacts(content, { labels }), ruleOf(id));
    if (!finding) throw new Error("nothing found");
    const after = applied(content, finding);
    expect(findings(findingFacts(after, { labels }), ...sharingRules)).toEqual([]);
    // The new role lets its own associations in, and no other.
    expect(findingFacts(after).model.bindings.map(({ verdict }) => verdict)).toEqual(["allowed", "allowed"]);
  });
});
