/** The table of contents: each line leads to its heading. */
import type { Report } from "@/lib/contracts/report";
import { ACCENT, type Flow, INK, LEADING, MUTED, TEXT, writeText } from "./flow";
import { linesOf } from "./lines";
import type { Element } from "./pen";
import { printable } from "./printable";

export interface Heading {
  readonly level: 1 | 2;
  readonly text: string;
  readonly destination: string;
}

/** Blocks of columns have none. */
export function headingsOf(report: Report): readonly Heading[] {
  return report.blocks
    .filter((block) => block.kind === "heading")
    .map(({ level, text }, index) => ({ level, text, destination: `section-${index + 1}` }));
}

/** Lines of second-level headings stop here: a list that nobody reads is no overview. */
const MOST = 150;

export function writeContents(
  flow: Flow,
  parent: Element,
  headings: readonly Heading[],
  pageOf: ReadonlyMap<string, number>,
): void {
  const { pen } = flow;
  const shown = headings.length > MOST ? headings.filter(({ level }) => level === 1) : headings;
  writeText(flow, parent, "P", "Contents", { style: { style: "bold", size: 11 }, after: 4 });
  const list = pen.element(parent, "TOC");
  const height = TEXT.size * LEADING + 2;
  for (const { level, text, destination } of shown) {
    flow.need(height);
    const item = pen.element(list, "TOCI");
    const link = pen.element(item, "Link");
    const indent = (level - 1) * 14;
    const page = String(pageOf.get(destination) ?? "");
    const [line] = linesOf(printable(text, 120), TEXT, flow.width - indent - 40);
    const [number] = linesOf(page, TEXT, 40);
    pen.content(link, "Link", () => {
      if (line) pen.line(line, TEXT.size, level === 1 ? INK : MUTED, flow.x + indent, flow.y);
      if (number) pen.line(number, TEXT.size, ACCENT, flow.x + flow.width - number.width, flow.y);
    });
    pen.link(link, flow.x, flow.y, flow.width, height, destination, `${printable(text, 120)}, page ${page}`);
    pen.close(link);
    pen.close(item);
    flow.y += height;
  }
  pen.close(list);
  flow.y += 10;
}
