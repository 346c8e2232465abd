/** Two documents as lines that stand beside each other, with the words that differ within a line. */
import { diffLines, diffWordsWithSpace } from "diff";

export interface Piece {
  readonly text: string;
  readonly differs: boolean;
}

export interface DiffLine {
  /** From 1; null = there is no such line on that side. */
  readonly number: number | null;
  readonly pieces: readonly Piece[];
}

export interface DiffRow {
  readonly kind: "same" | "changed" | "removed" | "added";
  readonly before: DiffLine;
  readonly after: DiffLine;
}

/** Longer documents are shown without words: no policy of AWS is so long. */
const LONGEST = 200_000;

const none: DiffLine = { number: null, pieces: [] };

/** Line by line; lines that were replaced stand beside what replaced them. */
export function diffRows(before: string, after: string): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  let [left, right] = [1, 1];
  const words = before.length + after.length <= LONGEST;
  const parts = diffLines(before, after);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    const lines = linesOf(part.value);
    if (!part.added && !part.removed) {
      for (const line of lines) rows.push({ kind: "same", before: whole(left++, line), after: whole(right++, line) });
      continue;
    }
    const next = parts[at + 1];
    const replacing = part.removed && next?.added ? linesOf(next.value) : null;
    if (replacing) at++;
    const removed = part.removed ? lines : [];
    const added = replacing ?? (part.added ? lines : []);
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      const [was, is] = [removed[i], added[i]];
      if (was !== undefined && is !== undefined) rows.push(pair(left++, was, right++, is, words));
      else if (was !== undefined) rows.push({ kind: "removed", before: whole(left++, was, true), after: none });
      else if (is !== undefined) rows.push({ kind: "added", before: none, after: whole(right++, is, true) });
    }
  }
  return rows;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function whole(number: number, text: string, differs = false): DiffLine {
  return { number, pieces: [{ text, differs }] };
}

function pair(left: number, was: string, right: number, is: string, words: boolean): DiffRow {
  if (!words) return { kind: "changed", before: whole(left, was, true), after: whole(right, is, true) };
  const parts = diffWordsWithSpace(was, is);
  const side = (skip: "added" | "removed") =>
    parts
      .filter((part) => !part[skip])
      .map(({ value, added, removed }) => ({ text: value, differs: added || removed }));
  return {
    kind: "changed",
    before: { number: left, pieces: side("added") },
    after: { number: right, pieces: side("removed") },
  };
}

/** Rows near a difference; null stands for what is left out between them. */
export function nearDifferences(rows: readonly DiffRow[], around: number): readonly (DiffRow | null)[] {
  const kept = new Set<number>();
  rows.forEach((row, at) => {
    if (row.kind === "same") return;
    for (let i = at - around; i <= at + around; i++) kept.add(i);
  });
  const shown: (DiffRow | null)[] = [];
  rows.forEach((row, at) => {
    if (kept.has(at)) shown.push(row);
    else if (shown.at(-1) !== null) shown.push(null);
  });
  return shown;
}
