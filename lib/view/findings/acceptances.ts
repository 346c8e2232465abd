/** Acceptances with what they match now. */
import type { AcceptanceAnswer } from "@/lib/contracts/api";
import { type Acceptance, type AcceptanceState, acceptanceState, createMatcher } from "@/lib/domain/findings/triage";
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

function matchesOf(book: FindingBook, { id }: Acceptance): number {
  const counts = book.kept("matches", () => {
    const matching = createMatcher(book.acceptances);
    const found = new Map<string, number>();
    for (const finding of book.findings)
      for (const each of matching(finding)) found.set(each.id, (found.get(each.id) ?? 0) + 1);
    return found;
  });
  return counts.get(id) ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
