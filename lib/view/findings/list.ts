/** A window of the findings, filtered, counted and sorted. */
import type { FindingRow, FindingSort, FindingsAnswer, FindingsQuery } from "@/lib/contracts/api";
import { type FindingSubject, severities } from "@/lib/domain/findings/finding";
import { compare, type FacetColumn, filterWithFacets, textFilter } from "../facets";
import type { SnapshotView } from "../snapshot-view";
import { type FindingBook, needFindings, openAndAccepted } from "./book";
import { findingRows, ruleTitle } from "./rows";

export type FindingsFilter = Omit<FindingsQuery, "snapshot" | "sort" | "dir" | "offset" | "limit">;

/** A row with what is looked for in it. Looking that up by the finding's id took most of the time of a search. */
interface Listed {
  readonly row: FindingRow;
  readonly subjects: readonly FindingSubject[];
  readonly kinds: readonly string[];
  /** In lower case; null until somebody searches. */
  text: string | null;
}

/** Rows that pass the filter, in the order of the evaluation: worst first. */
export function filterFindings(view: SnapshotView, book: FindingBook, filter: FindingsFilter) {
  const { matched, facets } = filtered(view, listedRows(view, book), filter);
  return { matched: matched.map(({ row }) => row), facets };
}

function listedRows(view: SnapshotView, book: FindingBook): readonly Listed[] {
  return book.kept("listed", () =>
    findingRows(view, book).map((row, place): Listed => {
      const subjects = book.triaged[place]!.finding.subjects;
      return { row, subjects, kinds: [...new Set(subjects.map(({ kind }) => kind))], text: null };
    }),
  );
}

export function listFindings(view: SnapshotView, query: Omit<FindingsQuery, "snapshot">): FindingsAnswer {
  const book = needFindings(view);
  const all = listedRows(view, book);
  const { sort, dir } = query;
  const ordered = book.kept(`order ${sort} ${dir}`, () => inOrder(all, sort, dir));
  const { matched, facets } = lastFiltered(book, query, () => filtered(view, ordered, query));
  const facet = (name: string) => facets.get(name) ?? [];
  return {
    rows: matched.slice(query.offset, query.offset + query.limit).map(({ row }) => row),
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

function filtered(view: SnapshotView, rows: readonly Listed[], filter: FindingsFilter) {
  const column = (
    name: string,
    chosen: readonly string[],
    value: (row: FindingRow) => string | null,
    label?: (value: string) => string,
  ): FacetColumn<Listed> => ({
    name,
    chosen,
    values: ({ row }) => {
      const one = value(row);
      return one === null || one === "" ? [] : [one];
    },
    ...(label ? { label } : {}),
  });
  const passesText = textFilter<Listed>(filter.q, haystack);
  const passes = (listed: Listed) =>
    passesText(listed) && (filter.subject === "" || listed.subjects.some(({ id }) => id === filter.subject));
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
        values: ({ kinds }: Listed) => kinds,
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

function haystack(listed: Listed): string {
  if (listed.text === null) {
    const { row, subjects } = listed;
    const named = subjects.flatMap(({ id, name }) => [id, name]);
    const own = [row.id, row.rule, row.ruleTitle, row.title, row.owner ?? "", row.accountName ?? ""];
    listed.text = [...own, ...named].join(" ").toLowerCase();
  }
  return listed.text;
}

function inOrder(rows: readonly Listed[], sort: FindingSort, dir: "asc" | "desc"): readonly Listed[] {
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
    ({ row: a }, { row: b }) =>
      sign * first[sort](a, b) || rank(a) - rank(b) || compare(a.title, b.title) || compare(a.id, b.id),
  );
}
