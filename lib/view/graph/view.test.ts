import { describe, expect, it } from "vitest";
import { defaultGraphQuery, type GraphQuery, type GraphView } from "@/lib/contracts/graph";
import { literalSource } from "./testing";
import { buildView } from "./view";

const query = (change: Partial<GraphQuery> = {}): GraphQuery => ({ ...defaultGraphQuery(), ...change });
const filters = (change: Partial<GraphQuery["filters"]>) => ({ ...defaultGraphQuery().filters, ...change });

const at = { account: "111", cluster: "prod", namespace: "pay" };
const source = literalSource(
  [
    { ...at, workload: "api", role: "hub", target: "team-a" },
    { ...at, workload: "web", role: "hub", target: "team-b", state: 1 },
    { ...at, namespace: "kube-system", workload: "dns", role: "dns", system: true },
    { account: "222", cluster: "test", namespace: "pay", workload: "api", role: "gone", state: 3 },
  ],
  [
    { role: "team-a", policy: "files", service: "s3" },
    { role: "team-b", policy: "queues", service: "sqs", state: 1 },
    { role: "dns", policy: "zones", service: "route53" },
    { role: "hub", policy: "assume", service: "sts" },
  ],
);

const labels = (view: GraphView, column: string) => {
  const { start, end } = view.columns.find((each) => each.id === column)!;
  return view.rows.slice(start, end).map((row) => row.label);
};
const links = (view: GraphView) =>
  view.edges.from.map((from, edge) => `${view.rows[from]!.label} → ${view.rows[view.edges.to[edge]!]!.label}`).sort();

describe("the view of a query", () => {
  it("holds every path, and links across a column that a path does not pass", () => {
    const { view } = buildView(source, query());
    expect(labels(view, "service-account")).toEqual(["api", "api", "dns", "web"]);
    expect(labels(view, "target-role")).toEqual(["team-a", "team-b"]);
    expect(links(view)).toContain("dns → zones");
    expect(links(view)).toContain("hub → team-a");
    expect(links(view)).not.toContain("hub → files");
  });

  it("leaves out what only a role that nobody holds may do: the policies of a role that is only passed through", () => {
    const { view } = buildView(source, query());
    expect(labels(view, "policy")).toEqual(["files", "queues", "zones"]);
  });

  it("marks chains, and carries the worst of both ends where the role between is not shown", () => {
    const { view } = buildView(source, query({ columns: ["service-account", "service"] }));
    const edge = view.edges.from.findIndex((from) => view.rows[from]!.label === "web");
    expect(view.edges.state[edge]).toBe(1);
    const chained = buildView(source, query({ columns: ["role", "policy"] })).view;
    const hub = chained.edges.from.findIndex((from) => chained.rows[from]!.label === "hub");
    expect(chained.edges.chain[hub]).toBe(1);
  });

  it("says of every column what is hidden and why", () => {
    const { view } = buildView(
      source,
      query({ hideSystem: true, filters: filters({ account: { include: ["111"], exclude: [] } }) }),
    );
    const workloads = view.columns.find((column) => column.id === "service-account")!;
    expect(workloads).toMatchObject({ total: 4, shown: 2 });
    expect(workloads.hidden.map(({ code, count }) => [code, count])).toEqual([
      ["hide-system", 1],
      ["filter-account", 1],
    ]);
    expect(view.omissions.map((each) => each.code)).toEqual(["hide-system", "filter-account"]);
  });

  it("takes exclusions, patterns and several filters together", () => {
    const { view } = buildView(
      source,
      query({
        filters: filters({
          namespace: { include: ["*"], exclude: ["kube-*"] },
          verdict: { include: ["allowed"], exclude: [] },
        }),
      }),
    );
    expect(labels(view, "service-account")).toEqual(["api"]);
    expect(view.totals).toMatchObject({ bindings: 4, bindingsShown: 1 });
  });

  it("keeps the whole path of a thing that is found, in any column", () => {
    const { view } = buildView(source, query({ text: "sqs" }));
    expect(labels(view, "service-account")).toEqual(["web"]);
    expect(labels(view, "service")).toEqual(["sqs"]);
    const byName = buildView(source, query({ text: "dns" })).view;
    expect(labels(byName, "service")).toEqual(["route53"]);
  });

  it("counts a binding once that is found by two grants", () => {
    const twice = literalSource(
      [
        { ...at, workload: "api", role: "both" },
        { ...at, workload: "web", role: "none" },
      ],
      [
        { role: "both", policy: "a-find", service: "s3" },
        { role: "both", policy: "b", service: "find" },
      ],
    );
    const { view } = buildView(twice, query({ text: "find" }));
    expect(view.totals.bindingsShown).toBe(1);
    expect(view.omissions.map((each) => each.count)).toEqual([1]);
  });

  it("finds within one column", () => {
    const { view } = buildView(source, query({ find: { policy: "fil" } }));
    expect(labels(view, "service-account")).toEqual(["api"]);
    expect(view.totals.bindingsShown).toBe(1);
  });

  it("focuses on the paths through a thing, and folds what is further than the depth", () => {
    const { view } = buildView(source, query({ focus: "role:team-a", depth: 2 }));
    expect(view.focus).toEqual({ id: "role:team-a", label: "team-a", found: true });
    expect(labels(view, "target-role")).toEqual(["team-a"]);
    expect(view.columns.find((column) => column.id === "cluster")).toMatchObject({ folded: true, shown: 1 });
    expect(view.columns.find((column) => column.id === "namespace")).toMatchObject({ folded: false });
  });

  it("shows nothing, and says so, for a focus that the snapshot does not have", () => {
    const { view } = buildView(source, query({ focus: "role:__proto__" }));
    expect(view.focus).toEqual({ id: "role:__proto__", label: "role:__proto__", found: false });
    expect(view.rows).toEqual([]);
  });
});

describe("groups", () => {
  const many = literalSource(
    Array.from({ length: 120 }, (_, n) => ({
      account: "111",
      cluster: n < 119 ? `c${n % 7}` : "lonely",
      namespace: `n${n % 30}`,
      workload: `w${n}`,
      role: `r-${n % 60}`,
    })),
    [],
  );

  it("fold a long column by the finest level that leaves few rows, and never a single thing", () => {
    const { view } = buildView(many, query({ columns: ["service-account"] }));
    const column = view.columns[0]!;
    expect(column.groupedBy).toBe("cluster");
    expect(view.rows).toHaveLength(8);
    expect(view.rows.reduce((sum, row) => sum + row.count, 0)).toBe(120);
    expect(view.rows.filter((row) => row.kind === "item").map((row) => row.label)).toEqual(["w119"]);
  });

  it("open in place, their members one deeper", () => {
    const id = "group:service-account:cluster:c0";
    const { view } = buildView(many, query({ columns: ["service-account"], open: [id] }));
    const group = view.rows.findIndex((row) => row.id === id);
    expect(view.rows[group]).toMatchObject({ expanded: true, count: 17 });
    const inside = view.rows.filter((row) => row.parent === group);
    expect(inside).toHaveLength(17);
    expect(inside.every((row) => row.depth === 1 && row.bindings === 1)).toBe(true);
  });

  it("follow the grouping that is asked for", () => {
    const { view } = buildView(many, query({ columns: ["namespace"], grouping: "namespace" }));
    expect(view.columns[0]).toMatchObject({ groupedBy: "name", total: 120 });
    expect(view.rows).toHaveLength(30);
    expect(buildView(many, query({ columns: ["service-account"], grouping: "none" })).view.rows).toHaveLength(120);
  });
});

describe("statements in detail", () => {
  const detailed = literalSource(
    [{ ...at, workload: "api", role: "r" }],
    [
      {
        role: "r",
        policy: "p",
        service: "s3",
        units: [
          { level: "Read", actions: ["s3:Get*"], resources: ["a", "b"] },
          { level: "Write", actions: ["s3:Put*"], resources: ["b"] },
        ],
      },
    ],
  );

  it("link actions only with the resources of their own statement", () => {
    const { view } = buildView(detailed, query({ columns: ["action", "resource"] }));
    expect(links(view)).toEqual(["s3:Get* → a", "s3:Get* → b", "s3:Put* → b"]);
  });

  it("keep that when one of them is looked for", () => {
    const { view } = buildView(
      detailed,
      query({ columns: ["service-account", "level", "resource"], find: { resource: "a" } }),
    );
    expect(labels(view, "level")).toEqual(["Read"]);
    expect(labels(view, "resource")).toEqual(["a"]);
    const { view: text } = buildView(detailed, query({ columns: ["action", "resource"], text: "put" }));
    expect(links(text)).toEqual(["s3:Put* → b"]);
  });
});
