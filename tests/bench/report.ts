/** What a benchmark says: rows of figures beside what they are measured against. */

export interface BenchRow {
  readonly name: string;
  /** With its unit: "84 ms". */
  readonly ours: string;
  /** Of that, what this thread computed: on a machine that others use, the steadier figure. */
  readonly cpu?: string;
  /** The peer's figure in the same run, or the bound; "" where there is none. */
  readonly against: string;
  /** Ours to theirs: "312 ×"; "" where there is none. */
  readonly ratio: string;
  /** "≤ 150 ms"; "" where the row is for information. */
  readonly goal: string;
  /** null where there is no goal, or what it needs was not there. */
  readonly met: boolean | null;
}

export interface Report {
  row(row: BenchRow): void;
  /** A line for people: what was measured on, what was skipped and why. */
  note(text: string): void;
}

/** A file `tests/bench/FOLDER/NAME.bench.ts` exports one of these as `benchmark`. */
export interface Benchmark {
  /** `args`: what stood behind the folder's name on the command line. */
  run(report: Report, args: readonly string[]): Promise<void>;
}

export function formatRows(rows: readonly BenchRow[]): readonly string[] {
  const withCpu = rows.some(({ cpu }) => cpu !== undefined);
  const cells = rows.map((row) => {
    const met = row.met === null ? "" : row.met ? "yes" : "NO";
    return [row.name, row.ours, ...(withCpu ? [row.cpu ?? ""] : []), row.against, row.ratio, row.goal, met];
  });
  const head = ["name", "ours", ...(withCpu ? ["of that CPU"] : []), "peer or bound", "ratio", "goal", "met?"];
  const table = [head, ...cells];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join(" | ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("-|-"));
  return lines;
}
