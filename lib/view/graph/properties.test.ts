/** The map against a slow, obvious reading of the same paths, for estates made at random. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultGraphQuery,
  type GraphColumnId,
  type GraphQuery,
  type GraphSelection,
  graphColumns,
} from "@/lib/contracts/graph";
import { answerGraph } from "./answer";
import { layOut } from "./layout";
import { layoutInput } from "./layout-input";
import { buildPaths } from "./paths";
import { type LiteralBinding, type LiteralGrant, literalSource } from "./testing";
import { buildView } from "./view";

const name = (prefix: string, most: number) => fc.integer({ min: 0, max: most }).map((n) => `${prefix}${n}`);
const state = fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<0 | 1 | 2 | 3>;
const binding: fc.Arbitrary<LiteralBinding> = fc
  .record(
    {
      account: name("a", 2),
      cluster: name("c", 5),
      namespace: name("n", 6),
      workload: name("w", 9),
      role: name("r-", 8),
      target: name("t-", 3),
      state,
      system: fc.boolean(),
    },
    { requiredKeys: ["account", "cluster", "namespace", "workload", "role"] },
  )
  .map((each) => ({ ...each, account: `a${Number(each.cluster.slice(1)) % 3}` }));
const unit = fc.record({
  actions: fc.array(name("act", 3), { minLength: 1, maxLength: 2 }),
  resources: fc.array(name("res", 3), { minLength: 1, maxLength: 2 }),
});
const grant: fc.Arbitrary<LiteralGrant> = fc
  .record(
    {
      role: fc.oneof(name("r-", 8), name("t-", 3)),
      policy: name("p-", 6),
      service: name("s", 4),
      state: fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>,
    },
    { requiredKeys: ["role", "policy"] },
  )
  .chain((each) =>
    each.service ? fc.array(unit, { maxLength: 2 }).map((units) => ({ ...each, units })) : fc.constant(each),
  );
const unique = <T>(values: readonly T[], key: (value: T) => string): T[] => [
  ...new Map(values.map((each) => [key(each), each])).values(),
];
const estate = fc.record({
  bindings: fc.array(binding, { minLength: 1, maxLength: 30 }),
  grants: fc
    .array(grant, { maxLength: 25 })
    .map((all) => unique(all, (each) => `${each.role}|${each.policy}|${each.service ?? ""}`)),
});
const columns = fc.subarray([...graphColumns], { minLength: 1 });

type Path = Readonly<Partial<Record<GraphColumnId, string>>> & { readonly binding: number; readonly state: number };

/** Every path, written out. Names are unique by column, but for namespaces and workloads, which carry their place. */
function allPaths(bindings: readonly LiteralBinding[], grants: readonly LiteralGrant[], details: boolean): Path[] {
  return bindings.flatMap((each, at): Path[] => {
    const left = {
      binding: at,
      state: each.state ?? 0,
      account: each.account,
      cluster: each.cluster,
      namespace: `${each.cluster}|${each.namespace}`,
      "service-account": `${each.cluster}|${each.namespace}|${each.workload}`,
      role: each.role,
      ...(each.target === undefined ? {} : { "target-role": each.target }),
    };
    const held = grants.filter((one) => one.role === (each.target ?? each.role));
    const right = held.flatMap((one): Partial<Path>[] => {
      const head = { policy: one.policy, ...(one.service === undefined ? {} : { service: one.service }) };
      const units = details ? (one.units ?? []) : [];
      if (units.length === 0) return [head];
      return units.flatMap((u) =>
        u.actions.flatMap((action) => u.resources.map((resource) => ({ ...head, action, resource }))),
      );
    });
    return right.length === 0 ? [left] : right.map((tail) => ({ ...left, ...tail }));
  });
}

function nodesOf(paths: readonly Path[], column: GraphColumnId): string[] {
  return [...new Set(paths.flatMap((path) => path[column] ?? []))].sort();
}

function linksOf(paths: readonly Path[], shown: readonly GraphColumnId[]): string[] {
  const links = new Set<string>();
  for (const path of paths) {
    const stops = shown.filter((column) => path[column] !== undefined);
    for (let at = 0; at + 1 < stops.length; at++) {
      links.add(`${stops[at]}:${path[stops[at]!]} > ${stops[at + 1]}:${path[stops[at + 1]!]}`);
    }
  }
  return [...links].sort();
}

const query = (change: Partial<GraphQuery>): GraphQuery => ({ ...defaultGraphQuery(), grouping: "none", ...change });
const isDetailed = (shown: readonly GraphColumnId[]) => shown.some((each) => each === "action" || each === "resource");

describe("a view of any estate", () => {
  it("has exactly the things and links of its paths", () => {
    fc.assert(
      fc.property(estate, columns, ({ bindings, grants }, shown) => {
        const { view } = buildView(literalSource(bindings, grants), query({ columns: shown }));
        const paths = allPaths(bindings, grants, isDetailed(shown));
        for (const column of view.columns) {
          const ids = view.rows.slice(column.start, column.end).map((row) => row.id.slice(column.id.length + 1));
          expect(ids.sort()).toEqual(nodesOf(paths, column.id));
        }
        const links = view.edges.from.map(
          (from, at) => `${view.rows[from]!.id} > ${view.rows[view.edges.to[at]!]!.id}`,
        );
        expect(links.sort()).toEqual(linksOf(paths, shown));
      }),
      { numRuns: 300 },
    );
  });

  it("counts everything that it does not show, whatever hides it", () => {
    const narrowing = fc.record({
      hideSystem: fc.boolean(),
      text: fc.constantFrom("", "r-1", "s2", "w", "p-3"),
      find: fc.constantFrom({}, { role: "r-2" }, { policy: "p-1", cluster: "c1" }),
      focus: fc.constantFrom(null, "role:r-1", "policy:p-2", "service:s1"),
      verdict: fc.constantFrom([], ["allowed"], ["denied", "unknown"]),
    });
    fc.assert(
      fc.property(estate, columns, narrowing, ({ bindings, grants }, shown, { verdict, ...rest }) => {
        const filters = { ...defaultGraphQuery().filters, verdict: { include: verdict, exclude: [] } };
        const { view } = buildView(
          literalSource(bindings, grants),
          query({ columns: shown, grouping: "auto", filters, ...rest }),
        );
        for (const column of view.columns) {
          expect(column.hidden.reduce((sum, each) => sum + each.count, 0)).toBe(column.total - column.shown);
          const top = view.rows.slice(column.start, column.end).filter((row) => row.parent < 0);
          expect(top.reduce((sum, row) => sum + row.count, 0)).toBe(column.folded ? 0 : column.shown);
          for (const row of top) expect(row.states.reduce((sum, each) => sum + each, 0)).toBe(row.count);
        }
        const missing = view.omissions.reduce((sum, each) => sum + each.count, 0);
        expect(view.totals.bindingsShown + missing).toBe(bindings.length);
      }),
      { numRuns: 300 },
    );
  });

  it("finds by text exactly the paths that hold it", () => {
    fc.assert(
      fc.property(
        estate,
        columns,
        fc.constantFrom("r-1", "w3", "s2", "p-4", "act1", "res2", "c2"),
        ({ bindings, grants }, shown, text) => {
          const { view } = buildView(literalSource(bindings, grants), query({ columns: shown, text }));
          const searched = graphColumns.filter(
            (each) => (each !== "action" && each !== "resource") || shown.includes(each),
          );
          const paths = allPaths(bindings, grants, isDetailed(shown)).filter((path) =>
            searched.some((each) => path[each]?.includes(text)),
          );
          for (const column of view.columns) {
            const ids = view.rows.slice(column.start, column.end).map((row) => row.id.slice(column.id.length + 1));
            expect(ids.sort()).toEqual(nodesOf(paths, column.id));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps links and their weight when things are folded into groups and opened again", () => {
    fc.assert(
      fc.property(estate, columns, fc.boolean(), ({ bindings, grants }, shown, open) => {
        const source = literalSource(bindings, grants);
        const plain = buildView(source, query({ columns: shown })).view;
        const grouped = buildView(source, query({ columns: shown, grouping: "cluster", open: open ? ["*"] : [] })).view;
        const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
        expect(sum(grouped.edges.weight)).toBe(sum(plain.edges.weight));
        expect(sum(grouped.edges.links)).toBe(sum(plain.edges.links));
      }),
    );
  });
});

describe("a selection in any estate", () => {
  it("lights up exactly what is on a path through it", () => {
    fc.assert(
      fc.property(estate, columns, fc.nat(), ({ bindings, grants }, shown, pick) => {
        const source = literalSource(bindings, grants);
        const { view } = buildView(source, query({ columns: shown }));
        if (view.rows.length === 0) return;
        const chosen = view.rows[pick % view.rows.length]!;
        const answer = answerGraph(
          source,
          query({ columns: shown, part: "selection", select: chosen.id }),
        ) as GraphSelection;
        const column = view.columns.find(
          (each) => chosen === view.rows.slice(each.start, each.end).find((row) => row === chosen),
        )!.id;
        const id = chosen.id.slice(column.length + 1);
        const either = column === "role" || column === "target-role";
        const paths = allPaths(bindings, grants, isDetailed(shown)).filter((path) =>
          either ? path.role === id || path["target-role"] === id : path[column] === id,
        );
        const lit = answer.rows.map((row) => view.rows[row]!.id).sort();
        expect(lit).toEqual(shown.flatMap((each) => nodesOf(paths, each).map((node) => `${each}:${node}`)).sort());
        const links = answer.edges.map(
          (at) => `${view.rows[view.edges.from[at]!]!.id} > ${view.rows[view.edges.to[at]!]!.id}`,
        );
        expect(links.sort()).toEqual(linksOf(paths, shown));
        expect(answer.links.every((link) => link.reasons.length > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the table of any view", () => {
  it("has each distinct path once, whatever window it is read in", () => {
    fc.assert(
      fc.property(estate, columns, fc.integer({ min: 1, max: 7 }), ({ bindings, grants }, shown, limit) => {
        const source = literalSource(bindings, grants);
        const built = buildView(source, query({ columns: shown }));
        const rows: string[] = [];
        let total = 1;
        for (let offset = 0; offset < total; offset += limit) {
          const window = buildPaths(source, built, query({ columns: shown, part: "paths", offset, limit }));
          total = window.total;
          for (const row of window.rows) rows.push(row.cells.map((cell) => cell?.id ?? "-").join(" "));
        }
        expect(rows).toHaveLength(total);
        const paths = allPaths(bindings, grants, isDetailed(shown));
        const expected = new Set(
          paths.map((path) =>
            shown.map((each) => (path[each] === undefined ? "-" : `${each}:${path[each]}`)).join(" "),
          ),
        );
        expect([...new Set(rows)].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 200 },
    );
  });
});

describe("the layout of any view", () => {
  it("puts each row in its column once, members under their group, and always in the same order", () => {
    fc.assert(
      fc.property(estate, columns, ({ bindings, grants }, shown) => {
        const { view } = buildView(
          literalSource(bindings, grants),
          query({ columns: shown, grouping: "cluster", open: ["*"] }),
        );
        const sorts = { role: "name", policy: "links", namespace: "severity" } as const;
        const input = layoutInput(view, sorts);
        const layout = layOut(input);
        expect(layOut(input)).toEqual(layout);
        const placed = layout.orders.flatMap((order) => [...order]);
        expect(placed.sort((a, b) => a - b)).toEqual(view.rows.map((_, row) => row));
        layout.orders.forEach((order) => {
          order.forEach((row, at) => {
            const { parent, depth } = view.rows[row]!;
            if (parent < 0) return;
            const above = [...order.slice(0, at)].reverse().find((each) => view.rows[each]!.depth < depth);
            expect(above).toBe(parent);
          });
        });
      }),
    );
  });
});
