/** What other pages say of findings. */
import { type FindingRulesAnswer, type FindingSummary, pageHref } from "@/lib/contracts/api";
import type { SubjectKind } from "@/lib/domain/findings/finding";
import { rules } from "@/lib/domain/findings/registry";
import type { SnapshotView } from "../snapshot-view";
import { type FindingBook, findingsOf, needFindings, openAndAccepted, type TriagedFinding } from "./book";
import { findingRow } from "./rows";

const most = 5;

/** Of the whole snapshot; null where it was not evaluated. */
export function findingSummary(view: SnapshotView): FindingSummary | null {
  const book = findingsOf(view);
  return book?.kept("summary", () => summaryOf(view, book, book.triaged, pageHref("/findings"), 10)) ?? null;
}

/** Of those that have one of these as a subject. `main` is the one that the list is filtered by. */
export function findingSummaryOf(
  view: SnapshotView,
  main: { readonly kind: SubjectKind; readonly id: string },
  others: readonly { readonly kind: SubjectKind; readonly id: string }[] = [],
): FindingSummary | null {
  const book = findingsOf(view);
  if (book === null) return null;
  const bySubject = subjectIndex(book);
  const found = new Set([main, ...others].flatMap(({ kind, id }) => bySubject.get(`${kind} ${id}`) ?? []));
  const inOrder = [...found].sort((a, b) => a - b).flatMap((at) => book.triaged[at] ?? []);
  return summaryOf(view, book, inOrder, pageHref("/findings", { subject: main.id }), most);
}

/** Places in `triaged` by subject. */
function subjectIndex(book: FindingBook): ReadonlyMap<string, readonly number[]> {
  return book.kept("by subject", () => {
    const index = new Map<string, number[]>();
    book.triaged.forEach(({ finding }, at) => {
      for (const { kind, id } of finding.subjects) {
        const held = index.get(`${kind} ${id}`);
        if (held) held.push(at);
        else index.set(`${kind} ${id}`, [at]);
      }
    });
    return index;
  });
}

function summaryOf(
  view: SnapshotView,
  book: FindingBook,
  triaged: readonly TriagedFinding[],
  href: string,
  top: number,
): FindingSummary {
  const { open, accepted } = openAndAccepted(triaged);
  const worst = triaged.filter(({ acceptance }) => acceptance === null).slice(0, top);
  return {
    open,
    accepted: Object.values(accepted).reduce((sum, count) => sum + count, 0),
    top: worst.flatMap(({ finding }) => findingRow(view, book, finding.id) ?? []),
    failed: book.evaluation.failed.length,
    href,
  };
}

/** Every rule, also those that found nothing. */
export function listRules(view: SnapshotView, _: object): FindingRulesAnswer {
  const book = needFindings(view);
  return book.kept("rules", () => {
    const counts = new Map<string, { open: number; accepted: number }>();
    for (const { finding, acceptance } of book.triaged) {
      const count = counts.get(finding.rule) ?? { open: 0, accepted: 0 };
      count[acceptance === null ? "open" : "accepted"]++;
      counts.set(finding.rule, count);
    }
    const failed = new Set(book.evaluation.failed.map(({ rule }) => rule));
    return {
      rules: rules.map(({ id, category, title, severity, description, references }) => ({
        ...{ id, category, title, severity, description, references },
        ...(counts.get(id) ?? { open: 0, accepted: 0 }),
        failed: failed.has(id),
      })),
    };
  });
}

/** Counts of the state as it is now. */
export function countFindings(view: SnapshotView, _: object) {
  return openAndAccepted(needFindings(view).triaged);
}
