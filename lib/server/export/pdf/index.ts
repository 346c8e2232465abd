/** A report as PDF: tagged, with bookmarks and a table of contents, page after page. */
import type { Report, ReportBlock } from "@/lib/contracts/report";
import { writeBars, writeTrend } from "./charts";
import { type Heading, headingsOf, writeContents } from "./contents";
import { createFlow, type Flow, MUTED, writeText } from "./flow";
import { type PdfPen, pdfPen } from "./pdf-pen";
import { BODY_END, dryPen, type Element, type Pen } from "./pen";
import { printable } from "./printable";
import { writeFacts, writeTable } from "./table";

export interface PdfProgress {
  readonly page: number;
  /** 0 while pages are being counted. */
  readonly pages: number;
}

/** The same report gives the same bytes. Laid out twice: first to learn the page of every heading. */
export function* pdfBytes(
  report: Report,
  onProgress: (progress: PdfProgress) => void = () => undefined,
): Generator<Uint8Array> {
  const headings = headingsOf(report);
  const dry = dryPen();
  const pageOf = new Map<string, number>();
  for (const _ of layOut(dry, null, report, headings, new Map(), 0, (heading) =>
    pageOf.set(heading.destination, dry.page()),
  ))
    onProgress({ page: dry.page(), pages: 0 });
  const pages = dry.page();
  const { source, title } = report;
  const pen: PdfPen = pdfPen({
    title,
    subject: `Snapshot ${source.snapshot.id}`,
    tool: `Podlens ${source.toolVersion}`,
    at: new Date(source.pointInTime),
  });
  for (const _ of layOut(pen, pen.root, report, headings, pageOf, pages, () => undefined)) {
    onProgress({ page: pen.page(), pages });
    const bytes = pen.take();
    if (bytes) yield bytes;
  }
  pen.finish();
  for (let bytes = pen.take(); bytes !== null; bytes = pen.take()) yield bytes;
}

function* layOut(
  pen: Pen,
  root: Element,
  report: Report,
  headings: readonly Heading[],
  pageOf: ReadonlyMap<string, number>,
  pages: number,
  onHeading: (heading: Heading) => void,
): Generator<void> {
  const flow = createFlow(pen, report, pages);
  let section = root;
  let next = 0;
  writeText(flow, root, "H1", report.title, { style: { style: "bold", size: 20 }, after: 8 });
  const opening = report.contents ? opened(report.blocks) : 0;
  for (const block of report.blocks.slice(0, opening)) yield* write(block);
  if (report.contents) {
    writeContents(flow, root, headings, pageOf);
    flow.nextPage();
  }
  for (const block of report.blocks.slice(opening)) yield* write(block);
  if (section !== root) pen.close(section);

  function* write(block: ReportBlock): Generator<void> {
    if (block.kind === "heading") {
      const heading = headings[next++];
      if (!heading) return;
      const size = block.level === 1 ? 14 : 11;
      flow.need(size * 6);
      if (block.level === 1) {
        if (section !== root) pen.close(section);
        section = pen.element(root, "Sect");
      }
      onHeading(heading);
      pen.destination(heading.destination, flow.y - 4);
      pen.bookmark(block.level, printable(block.text, 200), flow.y - 4);
      const type = block.level === 1 ? "H2" : "H3";
      writeText(flow, section, type, block.text, { style: { style: "bold", size }, after: 5 });
    } else yield* writeBlock(flow, section, block);
    yield;
  }
}

/** What stands before the first heading comes before the contents. */
function opened(blocks: readonly ReportBlock[]): number {
  const first = blocks.findIndex(({ kind }) => kind === "heading");
  return first < 0 ? blocks.length : first;
}

function* writeBlock(flow: Flow, parent: Element, block: Exclude<ReportBlock, { kind: "heading" }>): Generator<void> {
  if (block.kind === "paragraph") writeText(flow, parent, "P", block.text);
  else if (block.kind === "facts") writeFacts(flow, parent, block.caption, block.rows);
  else if (block.kind === "bars") writeBars(flow, parent, block);
  else if (block.kind === "trend") {
    if (block.points.length > 1) writeTrend(flow, parent, block);
    else writeText(flow, parent, "P", `${block.caption}: ${block.alt}`, { colour: MUTED });
  } else if (block.kind === "table") {
    if (block.columns.some(({ dataOnly }) => !dataOnly)) yield* writeTable(flow, parent, block);
  } else if (block.kind === "page") flow.nextPage();
  else yield* writeColumns(flow, parent, block);
}

/** Side by side on one page; what is longer than the page goes below. */
function* writeColumns(
  flow: Flow,
  parent: Element,
  { left, right }: Extract<ReportBlock, { kind: "columns" }>,
): Generator<void> {
  const { x, width, y, pen } = flow;
  const page = pen.page();
  const gap = 24;
  flow.width = (width - gap) / 2;
  for (const block of left) if (block.kind !== "heading") yield* writeBlock(flow, parent, block);
  const end = flow.y;
  if (pen.page() === page && y < BODY_END) {
    flow.y = y;
    flow.x = x + flow.width + gap;
  }
  for (const block of right) if (block.kind !== "heading") yield* writeBlock(flow, parent, block);
  if (pen.page() === page) flow.y = Math.max(flow.y, end);
  flow.x = x;
  flow.width = width;
}
