/** Reviews as pages are told them. */
import type {
  Facet,
  ReviewAnswer,
  ReviewRowAnswer,
  ReviewRowsAnswer,
  ReviewRowsQuery,
  ReviewsAnswer,
} from "@/lib/contracts/api";
import { progressByOwner, progressOf } from "@/lib/domain/review/progress";
import type { ReviewIndexRow, ReviewStore } from "./ports";
import { noSuchReview } from "./review-error";

/** Newest first. */
export async function listReviews(reviews: ReviewStore): Promise<ReviewsAnswer> {
  const known = await reviews.list();
  const summaries = await Promise.all(
    known.map(async (review) => ({ ...review, progress: progressOf(await reviews.index(review.id)) })),
  );
  return { reviews: summaries };
}

/** Throws ReviewError "not-found". */
export async function reviewAnswer(reviews: ReviewStore, id: string): Promise<ReviewAnswer> {
  const review = await reviews.get(id);
  if (!review) throw noSuchReview();
  const index = await reviews.index(id);
  return { review: { ...review, progress: progressOf(index) }, owners: progressByOwner(index) };
}

type FacetName = keyof ReviewRowsAnswer["facets"];

/** What a row shows under each heading; an owner or namespace that is not there is "-". */
const valuesOf: Readonly<Record<FacetName, (row: ReviewIndexRow) => readonly string[]>> = {
  owner: ({ owner }) => [owner ?? "-"],
  account: ({ accountId }) => [accountId],
  cluster: ({ cluster }) => [cluster],
  namespace: ({ namespace }) => [namespace ?? "-"],
  environment: ({ environment }) => [environment ?? "-"],
  state: ({ decision, notCertain }) => [
    decision === null ? "undecided" : decision.act,
    ...(decision?.carried ? ["carried"] : []),
    ...(notCertain ? ["not-certain"] : []),
  ],
};
const facetNames = Object.keys(valuesOf) as FacetName[];

/** Throws ReviewError "not-found". */
export async function reviewRows(reviews: ReviewStore, id: string, query: ReviewRowsQuery): Promise<ReviewRowsAnswer> {
  if (!(await reviews.get(id))) throw noSuchReview();
  const index = await reviews.index(id);
  const needle = query.q.trim().toLowerCase();
  const found = index.filter(({ haystack }) => needle === "" || haystack.includes(needle));
  const lets = (row: ReviewIndexRow, name: FacetName) => {
    const chosen: readonly string[] = query[name];
    return chosen.length === 0 || valuesOf[name](row).some((value) => chosen.includes(value));
  };
  const matched = found.filter((row) => facetNames.every((name) => lets(row, name)));
  const window = matched.slice(query.offset, query.offset + query.limit);
  const items = new Map(
    (
      await reviews.items(
        id,
        window.map(({ row }) => row),
      )
    ).map((item) => [item.row, item]),
  );
  return {
    rows: window.flatMap(({ row, decision }) => {
      const item = items.get(row);
      return item ? [{ ...item, decision: standing(decision) }] : [];
    }),
    matched: matched.length,
    total: index.length,
    offset: query.offset,
    all: query.offset === 0 ? matched.map(({ row }) => row) : [],
    facets: Object.fromEntries(
      facetNames.map((name) => [
        name,
        facetOf(name, found, (row) => facetNames.every((other) => other === name || lets(row, other))),
      ]),
    ) as unknown as ReviewRowsAnswer["facets"],
  };
}

/** Throws ReviewError "not-found". */
export async function reviewRow(reviews: ReviewStore, id: string, row: number): Promise<ReviewRowAnswer> {
  const [item] = (await reviews.get(id)) ? await reviews.items(id, [row]) : [];
  if (!item) throw noSuchReview();
  const history = await reviews.history(id, row);
  return { row: { ...item, decision: standing(history.at(-1) ?? null) }, history };
}

/** One that was taken back is none. */
function standing<T extends { readonly act: string }>(decision: T | null): T | null {
  return decision?.act === "undecided" ? null : decision;
}

function facetOf(
  name: FacetName,
  rows: readonly ReviewIndexRow[],
  others: (row: ReviewIndexRow) => boolean,
): readonly Facet[] {
  const counts = new Map<string, number>();
  const labels = new Map<string, string>();
  for (const row of rows) {
    const counted = others(row);
    for (const value of valuesOf[name](row)) {
      counts.set(value, (counts.get(value) ?? 0) + (counted ? 1 : 0));
      if (name === "account" && row.accountName !== null) labels.set(value, row.accountName);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, label: labels.get(value) ?? value, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}
