/** Access by level, over workloads: counted through their own roles and through those that these can assume. */
import { describe, expect, it } from "vitest";
import { matrixQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { queries } from "./queries";
import { createSnapshotView } from "./snapshot-view";

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = "*", more: object = {}) =>
  policy({ Effect: "Allow", Action, Resource, ...more });

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
builder.agent(prod);
// The session tags of Pod Identity are transitive: whoever hands them on needs both actions.
const hop = ["sts:AssumeRole", "sts:TagSession"];
const far = `arn:aws:iam::${ACCOUNT}:role/far`;
const reader = builder.role("reader", { trust: podTrust(), inline: { a: allow("s3:GetObject", "arn:aws:s3:::b/*") } });
const hopper = builder.role("hopper", { trust: podTrust(), inline: { a: allow(hop, far) } });
const tied = builder.role("tied", {
  trust: podTrust(),
  inline: { a: allow("s3:PutObject", "*", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }) },
});
builder.role("far", {
  trust: policy({ Effect: "Allow", Principal: { AWS: hopper }, Action: hop }),
  inline: { a: allow("s3:DeleteObject") },
});
builder.associate(prod, "shop/reader", reader);
builder.associate(prod, "shop/hopper", hopper);
builder.associate(prod, "lab/tied", tied);
builder.associate(prod, "lab/gone", `arn:aws:iam::${ACCOUNT}:role/gone`);
const content = builder.build();
const actions = await loadActionTable();
const view = createSnapshotView(content, buildAccessModel(content), { actions });

const ask = (query: object = {}) => queries.matrix(view, matrixQuery.parse(query));
const cell = (query: object, service: string, level: string) =>
  ask(query)
    .services.find((each) => each.service === service)
    ?.levels.find((each) => each.level === level);

describe("access by level", () => {
  it("counts each workload once, with the best that is true of any", () => {
    expect(ask().workloads).toBe(4);
    expect(cell({}, "s3", "Read")).toMatchObject({ workloads: 1, onwardOnly: false });
    expect(cell({}, "s3", "Write")).toMatchObject({ workloads: 2 });
    expect(cell({ namespace: "lab" }, "s3", "Write")).toMatchObject({ workloads: 1, onwardOnly: false });
    expect(cell({ namespace: "lab" }, "s3", "Write")?.verdict).not.toBe("allowed");
  });

  it("tells what only a further role gives, and leaves it out where only own credentials count", () => {
    expect(cell({ namespace: "shop" }, "s3", "Write")).toMatchObject({ workloads: 1, onwardOnly: true });
    expect(cell({ namespace: "shop", reach: "direct" }, "s3", "Write")).toBeUndefined();
  });

  it("has the workloads behind each cell", () => {
    const answer = ask({ service: "s3", level: "Write" });
    expect(answer.rows.map((row) => [row.workload.serviceAccount, row.directness])).toEqual(
      expect.arrayContaining([
        ["hopper", "onward"],
        ["tied", "direct"],
      ]),
    );
    expect(answer.matched).toBe(2);
    expect(answer.rows.every((row) => row.actions === 1 && row.of > 20)).toBe(true);
    expect(ask({ service: "s3", level: "Write", offset: "1", limit: "1" }).rows).toHaveLength(1);
    expect(ask({ service: "nothing", level: "Write" }).rows).toEqual([]);
  });

  it("says it in a sentence", () => {
    expect(ask({ namespace: "shop" }).sentence).toMatch(
      /^Together, 2 workloads of namespace shop can reach \d+ services?/,
    );
    expect(ask({ namespace: "none" }).sentence).toBe("No workload of namespace none was read.");
  });
});
