/** Clusters, accounts and policies: the sentence at the top, and that every number counts the rows that it leads to. */
import { describe, expect, it } from "vitest";
import { type Figure, type Sentence, workloadsQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { queries } from "./queries";
import { createSnapshotView } from "./snapshot-view";

const other = "999900001111";
const s3 = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
const empty = builder.cluster("empty");
builder.agent(prod);
const shared = `arn:aws:iam::${ACCOUNT}:policy/team/shared`;
const app = builder.role("app", { trust: podTrust(), inline: { files: s3 }, attached: [shared] });
const spare = builder.role("spare", { trust: podTrust(), attached: [shared] });
const away = builder.role("away", { trust: podTrust(), inline: { files: s3 } }, other);
builder.associate(prod, "shop/api", app);
builder.associate(prod, "shop/worker", app);
builder.associate(prod, "kube-system/agent", away);
builder.associate(prod, "shop/gone", `arn:aws:iam::${ACCOUNT}:role/gone`);
const content = builder.build();
const view = createSnapshotView(content, buildAccessModel(content));

const text = (parts: Sentence) => parts.map((part) => part.text).join("");

/** Follows the address of a figure into the list of workloads. */
function rowsBehind(figure: Figure): number {
  const [path, query] = figure.href.split("?");
  expect(path).toBe("/workloads");
  return queries.workloads(view, workloadsQuery.parse(Object.fromEntries(new URLSearchParams(query)))).matched;
}

describe("a cluster", () => {
  const detail = queries.cluster(view, { account: ACCOUNT, region: prod.region, name: "prod" });
  if (!detail) throw new Error("the cluster is not found");

  it("says first what runs in it and what is wrong", () => {
    expect(text(detail.answer)).toContain("4 workloads in 2 namespaces are set up to use 3 roles; ");
    expect(text(detail.answer)).toContain("1 cannot get its role");
    expect(text(detail.answer)).toContain("The Pod Identity agent is installed as an add-on.");
  });

  it("counts what its links show", () => {
    const { census } = detail;
    const figures = [
      census.workloads,
      ...[...census.verdicts, ...census.mechanisms, ...census.services, ...census.roles].map((each) => each.figure),
      ...detail.namespaces.map((each) => each.figure),
    ];
    expect(figures.length).toBeGreaterThan(8);
    for (const figure of figures) expect([figure.href, rowsBehind(figure)]).toEqual([figure.href, figure.value]);
  });

  it("marks namespaces by their worst workload, and those of the system", () => {
    expect(detail.namespaces.map(({ name, verdict, system }) => [name, verdict, system])).toEqual([
      ["shop", "denied", false],
      ["kube-system", expect.any(String), true],
    ]);
  });

  it("without workloads is a cluster all the same; what is not there is not found", () => {
    const bare = queries.cluster(view, { account: ACCOUNT, region: empty.region, name: "empty" });
    expect(bare?.census.workloads.value).toBe(0);
    expect(text(bare?.answer ?? [])).toContain("0 workloads in 0 namespaces");
    expect(queries.cluster(view, { account: other, region: empty.region, name: "empty" })).toBeNull();
  });
});

describe("an account", () => {
  it("that holds roles for others says so, though it is not in scope", () => {
    const detail = queries.account(view, { account: other });
    expect(text(detail?.answer ?? [])).toContain("1 of its roles serves workloads of other accounts.");
    expect(detail?.rolesForOthers.map((each) => [each.role.arn, each.figure.value])).toEqual([[away, 1]]);
    expect(rowsBehind(detail?.rolesForOthers[0]?.figure as Figure)).toBe(1);
  });

  it("names the accounts that its workloads reach", () => {
    const detail = queries.account(view, { account: ACCOUNT });
    expect(detail?.reaches.map((each) => [each.id, each.figure.value])).toEqual([[other, 1]]);
    expect(rowsBehind(detail?.reaches[0]?.figure as Figure)).toBe(1);
    expect(queries.account(view, { account: "000000000000" })).toBeNull();
  });

  it("does not call policies of an organization absent that nobody read", () => {
    expect(queries.account(view, { account: ACCOUNT })?.controlPolicies).toBeNull();
  });
});

describe("a policy", () => {
  it("is found by account and name, whatever its path, with the roles that have it", () => {
    const detail = queries.policy(view, { account: ACCOUNT, name: "shared" });
    expect(detail?.attachedTo.map((each) => [each.role.arn, each.workloads.value])).toEqual([
      [app, 2],
      [spare, 0],
    ]);
    expect(detail?.census.workloads.value).toBe(2);
    expect(rowsBehind(detail?.census.workloads as Figure)).toBe(2);
    expect(queries.policy(view, { account: ACCOUNT, name: "__proto__" })).toBeNull();
  });
});
