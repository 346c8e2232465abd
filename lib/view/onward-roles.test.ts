/** The map draws roles behind roles, with the statements of every hop, and ends where roles lead back. */
import { expect, it } from "vitest";
import type { GraphSelection, GraphView } from "@/lib/contracts/graph";
import { defaultGraphQuery } from "@/lib/contracts/graph-query";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { queries } from "./queries";
import { createSnapshotView } from "./snapshot-view";

const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const hop = ["sts:AssumeRole", "sts:TagSession"];
const may = (target: string) => policy({ Effect: "Allow", Action: hop, Resource: arn(target) });
const lets = (caller: string) => policy({ Effect: "Allow", Principal: { AWS: arn(caller) }, Action: hop });

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
builder.agent(prod);
builder.associate(prod, "shop/api", builder.role("first", { trust: podTrust(), inline: { on: may("second") } }));
builder.role("second", { trust: lets("first"), inline: { on: may("third") } });
builder.role("third", { trust: lets("second"), inline: { back: may("second") } });
const content = builder.build();
const actions = await loadActionTable();
const view = createSnapshotView(content, buildAccessModel(content), { actions });

it("draws each role behind the first as a chain", () => {
  const query = { ...defaultGraphQuery(), columns: ["service-account", "role", "target-role"] as const };
  const graph = queries.graph(view, query) as GraphView;
  const labels = graph.rows.map((row) => row.label);
  expect(labels).toEqual(expect.arrayContaining(["first", "second", "third"]));
  const chains = graph.edges.chain.flatMap((chain, at) =>
    chain === 1 ? [[labels[graph.edges.from[at] ?? -1], labels[graph.edges.to[at] ?? -1]]] : [],
  );
  expect(chains).toEqual(
    expect.arrayContaining([
      ["first", "second"],
      ["first", "third"],
    ]),
  );
});

it("names the statements of every hop", () => {
  const id = `target-role:${arn("third")}`;
  const graph = queries.graph(view, { ...defaultGraphQuery(), part: "selection", select: id }) as GraphSelection;
  const reasons = graph.links.flatMap((link) => (link.chain ? link.reasons : []));
  expect(reasons.map((reason) => reason.text).join(" ")).toMatch(/first may assume second.*second may assume third/);
  expect(reasons.filter((reason) => reason.statement?.policy === "trust").length).toBeGreaterThanOrEqual(2);
});
