/** A window of the findings, filtered, counted and sorted. */
import type { FindingRow, FindingSort, FindingsAnswer, FindingsQuery } from "@/lib/contracts/api";
import { type FindingSubject, severities } from "@/lib/domain/findings/finding";
import { compare, type FacetColumn, filterWithFacets, textFilter } from "../facets";
import type { SnapshotView } from "../snapshot-view";
import { type FindingBook, needFindings, openAndAccepted } from "./book";
import { findingRows, ruleTitle } from "./rows";

export type FindingsFilter = Omit<FindingsQuery, "snapshot" | "sort" | "dir" | "offset" | "limit">;

/** Rows that pass the filter, in the order of the evaluation: worst first. */
export function filterFindings(view: SnapshotView, book: FindingBook, filter: FindingsFilter) {
  return filtered(view, book, findingRows(view, book), filter);
}

export function listFindings(view: SnapshotView, query: Omit<FindingsQuery, "snapshot">): FindingsAnswer {
  const book = needFindings(view);
  const all = findingRows(view, book);
  const { sort, dir } = query;
  const ordered = book.kept(`order ${sort} ${dir}`, () => inOrder(all, sort, dir));
  const { matched, facets } = lastFiltered(book, query, () => filtered(view, book, ordered, query));
  const facet = (name: string) => facets.get(name) ?? [];
  return {
    rows: matched.slice(query.offset, query.offset + query.limit),
    matched: matched.length,
    total: all.length,
    offset: query.offset,
    counts: book.kept("counts", () => openAndAccepted(book.triaged)),
    facets: {
      severity: facet("severity"),
      status: facet("status"),
      category: facet("category"),
      rule: facet("rule"),
      certainty: facet("certainty"),
      changed: facet("changed"),
      account: facet("account"),
      cluster: facet("cluster"),
      owner: facet("owner"),
      environment: facet("environment"),
      kind: facet("kind"),
    },
    evaluation: {
      ...book.evaluation,
      failed: book.evaluation.failed.map(({ rule, message }) => ({ rule, ruleTitle: ruleTitle(rule), message })),
      gaps: view.gaps.length,
    },
  };
}

const REMEMBERED = 4;

/** Windows of one list are not filtered and counted again each time. */
function lastFiltered(
  book: FindingBook,
  { offset: _offset, limit: _limit, ...filter }: Omit<FindingsQuery, "snapshot">,
  make: () => ReturnType<typeof filtered>,
): ReturnType<typeof filtered> {
  const kept = book.kept("filtered", () => new Map<string, ReturnType<typeof filtered>>());
  const key = JSON.stringify(filter);
  let found = kept.get(key);
  if (!found) {
    found = make();
    kept.set(key, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= REMEMBERED) break;
      kept.delete(oldest);
    }
  }
  return found;
}

function filtered(view: SnapshotView, book: FindingBook, rows: readonly FindingRow[], filter: FindingsFilter) {
  const subjectsOf = (row: FindingRow): readonly FindingSubject[] => book.byId.get(row.id)?.finding.subjects ?? [];
  const column = (
    name: string,
    chosen: readonly string[],
    value: (row: FindingRow) => string | null,
    label?: (value: string) => string,
  ): FacetColumn<FindingRow> => ({
    name,
    chosen,
    values: (row) => {
      const one = value(row);
      return one === null || one === "" ? [] : [one];
    },
    ...(label ? { label } : {}),
  });
  const passesText = textFilter<FindingRow>(filter.q, (row) => haystack(row, subjectsOf(row)));
  const passes = (row: FindingRow) =>
    passesText(row) && (filter.subject === "" || subjectsOf(row).some(({ id }) => id === filter.subject));
  return filterWithFacets(
    rows,
    [
      column("severity", filter.severity, (row) => row.severity),
      column("status", filter.status, (row) => row.status),
      column("category", filter.category, (row) => row.category),
      column("rule", filter.rule, (row) => row.rule, ruleTitle),
      column("certainty", filter.certainty, (row) => row.certainty),
      column("changed", filter.changed, (row) => row.changed),
      column(
        "account",
        filter.account,
        (row) => row.accountId,
        (id) => view.accountName(id) ?? id,
      ),
      column(
        "cluster",
        filter.cluster.map((wanted) => clusterArnOf(view, wanted)),
        (row) => row.clusterArn,
        (arn) => arn.slice(arn.lastIndexOf("/") + 1),
      ),
      column("owner", filter.owner, (row) => row.owner),
      column("environment", filter.environment, (row) => row.environment),
      {
        name: "kind",
        chosen: filter.kind,
        values: (row: FindingRow) => [...new Set(subjectsOf(row).map(({ kind }) => kind))],
      },
    ],
    passes,
  );
}

/** A name that one cluster alone has stands for its ARN. */
function clusterArnOf(view: SnapshotView, wanted: string): string {
  if (wanted.startsWith("arn:")) return wanted;
  const named = view.model.estate.clusters.filter(({ name }) => name === wanted);
  return named.length === 1 ? (named[0]?.arn ?? wanted) : wanted;
}

const haystacks = new WeakMap<FindingRow, string>();

function haystack(row: FindingRow, subjects: readonly FindingSubject[]): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    const named = subjects.flatMap(({ id, name }) => [id, name]);
    text = [row.id, row.rule, row.ruleTitle, row.title, row.owner ?? "", row.accountName ?? "", ...named]
      .join(" ")
      .toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

function inOrder(rows: readonly FindingRow[], sort: FindingSort, dir: "asc" | "desc"): readonly FindingRow[] {
  const sign = dir === "asc" ? 1 : -1;
  const rank = (row: FindingRow) => severities.indexOf(row.severity);
  const first: Record<FindingSort, (a: FindingRow, b: FindingRow) => number> = {
    severity: (a, b) => rank(a) - rank(b),
    title: (a, b) => compare(a.title, b.title),
    rule: (a, b) => compare(a.ruleTitle, b.ruleTitle),
    subject: (a, b) => compare(a.subject.name, b.subject.name),
    subjects: (a, b) => a.subjectCount - b.subjectCount,
    account: (a, b) => compare(a.accountName ?? a.accountId, b.accountName ?? b.accountId),
    cluster: (a, b) => compare(a.clusterName ?? "", b.clusterName ?? ""),
    owner: (a, b) => compare(a.owner ?? "", b.owner ?? ""),
    environment: (a, b) => compare(a.environment ?? "", b.environment ?? ""),
    status: (a, b) => compare(b.status, a.status),
    firstSeen: (a, b) => compare(a.firstSeenAt, b.firstSeenAt),
  };
  return [...rows].sort(
    (a, b) => sign * first[sort](a, b) || rank(a) - rank(b) || compare(a.title, b.title) || compare(a.id, b.id),
  );
}
