/** Finding things by what a person types: names, patterns with *, ids. */
import type { GraphFilter } from "@/lib/contracts/graph";
import type { NodeTable } from "./source";

/** Things of the table whose name, second line or id holds every word of the text. Letter case does not matter. */
export function matching(table: NodeTable, text: string): Uint8Array {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const mask = new Uint8Array(table.size);
  for (let node = 0; node < table.size; node++) {
    const hay = `${table.labels[node]}\n${table.subs[node]}\n${table.ids[node]}`.toLowerCase();
    if (words.every((word) => hay.includes(word))) mask[node] = 1;
  }
  return mask;
}

/** Whether a filter lets a thing pass that goes by any of the names. */
export function filterTest(filter: GraphFilter): ((...names: readonly string[]) => boolean) | null {
  if (filter.include.length === 0 && filter.exclude.length === 0) return null;
  const include = filter.include.map(globTest);
  const exclude = filter.exclude.map(globTest);
  return (...names) => {
    const some = (tests: typeof include) => tests.some((test) => names.some(test));
    return (include.length === 0 || some(include)) && !some(exclude);
  };
}

/** `*` stands for any run of characters. Linear in text × pieces: no expression engine, nothing to blow up. */
export function globTest(pattern: string): (text: string) => boolean {
  if (!pattern.includes("*")) return (text) => text === pattern;
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces[pieces.length - 1] ?? "";
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= text.length - last.length;
  };
}

/** "is not a, b" / "is a, b" — why something was left out, for people. */
export function filterClause(name: string, filter: GraphFilter, label: (value: string) => string): string {
  const list = (values: readonly string[]) =>
    values.length > 3
      ? `${values.slice(0, 3).map(label).join(", ")} and ${values.length - 3} more`
      : values.map(label).join(", ");
  const parts: string[] = [];
  if (filter.include.length > 0) parts.push(`${name} is not ${list(filter.include)}`);
  if (filter.exclude.length > 0) parts.push(`${name} ${list(filter.exclude)} is excluded`);
  return parts.join("; ");
}
