/** Acceptances with what they match now. */
import type { AcceptanceAnswer } from "@/lib/contracts/api";
import { type Acceptance, type AcceptanceState, acceptanceState, accepts } from "@/lib/domain/findings/triage";
import type { SnapshotView } from "../snapshot-view";
import { type FindingBook, needFindings } from "./book";

const order: readonly AcceptanceState[] = ["active", "expired", "revoked"];

export function listAcceptances(view: SnapshotView, _: object): readonly AcceptanceAnswer[] {
  const book = needFindings(view);
  return book.kept("acceptances", () => acceptanceAnswers(book, book.acceptances));
}

/** Active first, then the newest first. */
export function acceptanceAnswers(book: FindingBook, acceptances: readonly Acceptance[]): readonly AcceptanceAnswer[] {
  return acceptances
    .map((each) => ({ ...each, state: acceptanceState(each, book.now), matches: matchesOf(book, each) }))
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        compare(b.acceptedAt ?? "", a.acceptedAt ?? "") ||
        compare(a.id, b.id),
    );
}

function matchesOf(book: FindingBook, acceptance: Acceptance): number {
  const counts = book.kept("matches", () => new Map<string, number>());
  let count = counts.get(acceptance.id);
  if (count === undefined) {
    count = book.findings.reduce((sum, finding) => sum + (accepts(acceptance, finding) ? 1 : 0), 0);
    counts.set(acceptance.id, count);
  }
  return count;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
