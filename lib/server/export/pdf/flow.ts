/** Where the next thing is drawn: pages, their head and foot, and text that runs down them. */
import type { Report } from "@/lib/contracts/report";
import { type Line, linesOf, type TextStyle } from "./lines";
import { BODY_END, BODY_WIDTH, type Element, type ElementType, PAGE, type Pen } from "./pen";
import { printable } from "./printable";

export const INK = "#1c2430";
export const MUTED = "#5b6472";
export const HAIR = "#d5d9df";
export const GROUND = "#f1f3f5";
export const ACCENT = "#1d4ed8";

export const TEXT: TextStyle = { style: "regular", size: 9.5 };
export const SMALL: TextStyle = { style: "regular", size: 8 };
/** Height of a line to its letters. */
export const LEADING = 1.42;

/** Characters of one paragraph or heading. */
const LONGEST = 4_000;

export interface Flow {
  readonly pen: Pen;
  y: number;
  /** The left edge and the width that blocks have now. */
  x: number;
  width: number;
  /** A new page, where `height` points are not left. */
  need(height: number): void;
  nextPage(): void;
}

/** `pages`: how many there will be; 0 while that is being found out. */
export function createFlow(pen: Pen, report: Report, pages: number): Flow {
  const flow: Flow = {
    pen,
    y: PAGE.top,
    x: PAGE.margin,
    width: BODY_WIDTH,
    need(height) {
      if (flow.y + height > BODY_END) flow.nextPage();
    },
    nextPage() {
      pen.addPage();
      frame();
      flow.y = PAGE.top;
    },
  };
  const { source, title } = report;
  function frame(): void {
    pen.artifact("Pagination", () => {
      const y = PAGE.height - PAGE.bottom + 20;
      small(title, PAGE.margin, 34);
      small(`${source.pointInTime} · snapshot ${source.snapshot.id}`, PAGE.width - PAGE.margin, 34, "right");
      pen.rule(PAGE.margin, 50, PAGE.width - PAGE.margin, 50, HAIR);
      small(`Podlens ${source.toolVersion}`, PAGE.margin, y);
      small(`Page ${pen.page()} of ${pages}`, PAGE.width - PAGE.margin, y, "right");
    });
  }
  function small(text: string, x: number, y: number, align: "left" | "right" = "left"): void {
    const [line] = linesOf(printable(text, 200), SMALL, BODY_WIDTH / 2 - 8);
    if (line) pen.line(line, SMALL.size, MUTED, align === "right" ? x - line.width : x, y);
  }
  frame();
  return flow;
}

/** One element of text, over as many pages as it needs. Returns it, closed. */
export function writeText(
  flow: Flow,
  parent: Element,
  type: ElementType,
  text: string,
  options: { readonly style?: TextStyle; readonly colour?: string; readonly after?: number } = {},
): void {
  const { style = TEXT, colour = INK, after = 6 } = options;
  const element = flow.pen.element(parent, type);
  drawLines(flow, element, type, linesOf(printable(text, LONGEST), style, flow.width), style, colour);
  flow.pen.close(element);
  flow.y += after;
}

/** Lines of one element from `flow.y` on; each page's share is one piece of content. */
export function drawLines(
  flow: Flow,
  element: Element,
  type: ElementType,
  lines: readonly Line[],
  { size }: TextStyle,
  colour: string,
): void {
  const height = size * LEADING;
  for (let at = 0; at < lines.length; ) {
    flow.need(height);
    const fit = Math.max(1, Math.floor((BODY_END - flow.y) / height));
    const own = lines.slice(at, at + fit);
    flow.pen.content(element, type, () => {
      for (const line of own) {
        flow.pen.line(line, size, colour, flow.x, flow.y);
        flow.y += height;
      }
    });
    at += own.length;
  }
}
