/** Bars and lines of time as figures with a text beside them. */
import type { ReportBlock } from "@/lib/contracts/report";
import { type Flow, HAIR, INK, LEADING, MUTED, SMALL, writeText } from "./flow";
import { linesOf, type TextStyle } from "./lines";
import type { Element } from "./pen";
import { printable } from "./printable";
import { TONES } from "./tones";

const BAR = 15;
const BOLD: TextStyle = { style: "bold", size: 8 };

function text(
  flow: Flow,
  value: string,
  x: number,
  y: number,
  options: { width: number; colour?: string; end?: boolean; style?: TextStyle },
) {
  const style = options.style ?? SMALL;
  const [line] = linesOf(printable(value, 200), style, options.width);
  if (line) flow.pen.line(line, style.size, options.colour ?? INK, options.end ? x - line.width : x, y);
}

function figure(flow: Flow, parent: Element, alt: string, height: number, draw: () => void): void {
  flow.need(height);
  const { pen, x, y, width } = flow;
  const element = pen.element(parent, "Figure", { alt, bbox: [x, y, x + width, y + height] });
  pen.content(element, "Figure", draw);
  pen.close(element);
  flow.y = y + height + 8;
}

export function writeBars(flow: Flow, parent: Element, block: Extract<ReportBlock, { kind: "bars" }>): void {
  const height = block.bars.length * BAR;
  flow.need(height + 24);
  writeText(flow, parent, "P", block.caption, { style: { style: "bold", size: 9 }, after: 3 });
  const most = Math.max(1, ...block.bars.map(({ value }) => value));
  const labels = Math.min(120, flow.width * 0.36);
  figure(flow, parent, block.alt, height, () => {
    for (const [at, { label, value, tone }] of block.bars.entries()) {
      const y = flow.y + at * BAR;
      text(flow, label, flow.x, y + 1, { width: labels - 6 });
      const room = flow.width - labels - 40;
      const length = value === 0 ? 0 : Math.max(1.5, (room * value) / most);
      if (length > 0) flow.pen.rectangle(flow.x + labels, y + 1, length, BAR - 5, TONES[tone]);
      text(flow, String(value), flow.x + labels + length + 5, y + 1, { width: 60, style: BOLD });
    }
  });
}

export function writeTrend(flow: Flow, parent: Element, block: Extract<ReportBlock, { kind: "trend" }>): void {
  const height = 84;
  const legend = SMALL.size * LEADING + 4;
  flow.need(height + legend + 24);
  writeText(flow, parent, "P", block.caption, { style: { style: "bold", size: 9 }, after: 3 });
  const most = Math.max(1, ...block.points.flatMap(({ values }) => values));
  figure(flow, parent, block.alt, height + legend, () => {
    const { x, y, width, pen } = flow;
    const left = x + 26;
    const right = x + width - 4;
    const bottom = y + height - 14;
    const times = block.points.map(({ at }) => Date.parse(at));
    const first = Math.min(...times);
    const span = Math.max(1, Math.max(...times) - first);
    const place = (time: number, value: number) =>
      [
        times.length === 1 ? left : left + ((right - left) * (time - first)) / span,
        bottom - ((bottom - y - 4) * value) / most,
      ] as const;
    pen.rule(left, bottom, right, bottom, HAIR);
    pen.rule(left, y + 4, right, y + 4, HAIR);
    text(flow, String(most), left - 4, y, { width: 40, colour: MUTED, end: true });
    text(flow, "0", left - 4, bottom - 5, { width: 40, colour: MUTED, end: true });
    text(flow, block.points[0]?.at.slice(0, 10) ?? "", left, bottom + 3, { width: 90, colour: MUTED });
    if (block.points.length > 1)
      text(flow, block.points.at(-1)?.at.slice(0, 10) ?? "", right, bottom + 3, {
        width: 90,
        colour: MUTED,
        end: true,
      });
    for (const [series, { tone }] of block.series.entries()) {
      const points = block.points.map(({ values }, at) => place(times[at] ?? first, values[series] ?? 0));
      pen.path(points, TONES[tone]);
      for (const [px, py] of points.slice(-1)) pen.rectangle(px - 2, py - 2, 4, 4, TONES[tone]);
    }
    let at = left;
    for (const { name, tone } of block.series) {
      pen.rectangle(at, y + height + 3, 7, 7, TONES[tone]);
      text(flow, name, at + 10, y + height + 1, { width: 80 });
      at += 66;
    }
  });
}
