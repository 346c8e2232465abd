/** Line and column (both from 1) of an offset. The lines of a text are found once, when first asked for. */
export class Positions {
  #starts: number[] | null = null;

  /** `text` null = there was none: no position is known. */
  constructor(readonly text: string | null) {}

  of(offset: number): { readonly line: number; readonly column: number } | null {
    if (this.text === null || offset < 0) return null;
    this.#starts ??= lineStarts(this.text);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
