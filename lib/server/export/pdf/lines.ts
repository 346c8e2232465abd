/** Breaks text into lines of a width: between words, after a slash or colon of an identifier, else anywhere. */
import { type Run, runsOf, type Style } from "./fonts";

export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

export interface TextStyle {
  readonly style: Style;
  /** Points. */
  readonly size: number;
}

const EMPTY: Line = { runs: [], width: 0 };

export function linesOf(text: string, { style, size }: TextStyle, width: number): readonly Line[] {
  const lines: Line[] = [];
  for (const paragraph of text.split("\n")) {
    let runs: Run[] = [];
    let used = 0;
    const flush = () => {
      lines.push(runs.length === 0 ? EMPTY : { runs: merged(runs), width: used });
      runs = [];
      used = 0;
    };
    const put = (own: readonly Run[], ownWidth: number) => {
      runs.push(...own);
      used += ownWidth;
    };
    for (const piece of pieces(paragraph)) {
      const own = runsOf(piece, style, size);
      const ownWidth = total(own);
      if (used + widthOfTrimmed(piece, own, ownWidth, style, size) <= width) {
        put(own, ownWidth);
        continue;
      }
      if (used > 0) flush();
      if (ownWidth <= width) {
        put(own, ownWidth);
        continue;
      }
      // Longer than a line: letter by letter, a code point is never cut in two.
      for (const letter of piece) {
        const one = runsOf(letter, style, size);
        const oneWidth = total(one);
        if (used > 0 && used + oneWidth > width) flush();
        put(one, oneWidth);
      }
    }
    flush();
  }
  return lines;
}

function total(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + run.width, 0);
}

/** A blank at the end of a line takes no room. */
function widthOfTrimmed(piece: string, runs: readonly Run[], width: number, style: Style, size: number): number {
  if (!piece.endsWith(" ")) return width;
  return width - total(runsOf(" ", style, size)) * (runs.length > 0 ? 1 : 0);
}

/** Words with the blank behind them; long identifiers at / : , _ | too. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  for (const word of text.match(/[^ ]* ?/g) ?? []) {
    if (word === "") continue;
    if (word.length <= 16) found.push(word);
    else found.push(...(word.match(/[^/:,_|;&=-]*[/:,_|;&=-]?/g) ?? []).filter((part) => part !== ""));
  }
  return found;
}

function merged(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last?.face === run.face)
      joined[joined.length - 1] = { face: run.face, text: last.text + run.text, width: last.width + run.width };
    else joined.push(run);
  }
  return joined;
}
