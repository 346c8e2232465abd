/** What the API of each page takes in the analysis worker: the answer and its JSON. */
import {
  coverageQuery,
  findingsQuery,
  matrixQuery,
  resourceQuery,
  rolesQuery,
  workloadsQuery,
} from "@/lib/contracts/api";
import { defaultGraphQuery } from "@/lib/contracts/graph";
import { openFindings } from "@/lib/view/findings/book";
import { type QueryName, queries } from "@/lib/view/queries";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import type { Report } from "../report";
import { askAll, once } from "./asked";
import { accountOf, type Size } from "./estate";

const EACH = 43;

export function pages(report: Report, view: SnapshotView, { roles, documents }: Size): void {
  const now = "2026-01-01T00:00:00.000Z";
  const found = once(report, "findings evaluated (once a snapshot)", null, () =>
    queries["evaluate-findings"](view, { activity: null, acceptances: [], now }),
  );
  const evaluation = {
    engineVersion: "1",
    evaluatedAt: now,
    activity: null,
    comparedWith: null,
    problems: [],
    failed: [],
  };
  openFindings(view, { key: "k", token: "t", evaluation, seen: [], acceptances: [], now }, found.findings);
  const page = (name: QueryName, inputOf: (i: number) => unknown) => {
    const query = queries[name] as (view: SnapshotView, input: unknown, beside: SnapshotView | null) => unknown;
    const ask = (i: number) => () => {
      const answer = query(view, inputOf(i), null);
      if (answer === null) throw new Error(`${name}: there is no such thing`);
      return JSON.stringify(answer);
    };
    askAll(
      report,
      `page ${name}`,
      100,
      Array.from({ length: EACH }, (_, i) => ask(i)),
    );
  };
  const rows = view.workloads().filter(({ row }) => row.kind === "service-account");
  const workload = (i: number) => rows[(i * 4_099) % rows.length]!.row;
  page("overview", () => ({}));
  page("workloads", (i) => workloadsQuery.parse({ q: i % 3 === 0 ? "" : `sa-${i * 31}`, offset: i * 100 }));
  page("workload", (i) => pathOf(workload(i)));
  page("roles", (i) => rolesQuery.parse({ q: i % 3 === 0 ? "" : `app-${i * 7}`, offset: i * 100 }));
  page("role", (i) => ({ account: accountOf((i * 97) % roles), name: `app-${(i * 97) % roles}` }));
  page("clusters", () => ({}));
  page("cluster", (i) => {
    const { accountId, region, name } = view.model.estate.clusters[i]!;
    return { account: accountId, region, name };
  });
  page("account", (i) => ({ account: accountOf(i) }));
  page("policy", (i) => ({ account: accountOf((i * 97) % documents), name: `shared-${(i * 97) % documents}` }));
  page("resource", (i) => resourceQuery.parse({ arn: `arn:aws:s3:::app-${(i * 97) % documents}` }));
  page("matrix", (i) => matrixQuery.parse({ account: i % 2 === 0 ? "" : accountOf(i) }));
  page("coverage", (i) => coverageQuery.parse({ account: i % 2 === 0 ? "" : accountOf(i) }));
  page("findings", (i) => findingsQuery.parse({ q: i % 2 === 0 ? "" : `app-${i}`, offset: i * 50 }));
  page("graph", (i) => ({ ...defaultGraphQuery(), text: i % 2 === 0 ? "" : `app-${i}` }));
}

function pathOf({ href }: { readonly href: string }): unknown {
  const [, , account, region, cluster, namespace, name] = href.split("/").map(decodeURIComponent);
  return { account, region, cluster, namespace, name };
}
