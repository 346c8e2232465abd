/** Where the lines of the trend go: one a severity, over the time between the oldest and the newest snapshot. */
import type { FindingTrendPoint, SeverityCounts } from "@/lib/contracts/api";
import { type Severity, severities } from "@/lib/domain/findings/finding";

export interface TrendLine {
  readonly severity: Severity;
  /** Path data. */
  readonly path: string;
  readonly dots: readonly { readonly x: number; readonly y: number }[];
}

export interface TrendDrawing {
  readonly lines: readonly TrendLine[];
  /** Values of the vertical scale with their height, from the bottom. */
  readonly marks: readonly { readonly value: number; readonly y: number }[];
}

/** Points that are drawn as dots, too; more would be a band. */
const mostDots = 40;

/** Steps between snapshots: nothing is known of the time in between, so that a count holds until the next one. */
export function drawTrend(
  points: readonly FindingTrendPoint[],
  size: { readonly width: number; readonly height: number; readonly inset: number },
): TrendDrawing {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || size.width <= 0) return { lines: [], marks: [] };
  const most = roundUp(Math.max(1, ...points.flatMap(({ open }) => severities.map((severity) => open[severity]))));
  const from = Date.parse(first.at);
  const span = Date.parse(last.at) - from;
  const inner = { width: size.width - 2 * size.inset, height: size.height - 2 * size.inset };
  const x = (at: string) =>
    size.inset + (span === 0 ? inner.width / 2 : ((Date.parse(at) - from) / span) * inner.width);
  const y = (count: number) => size.inset + inner.height * (1 - count / most);
  const there = severities.filter((severity) => points.some(({ open }) => open[severity] > 0));
  return {
    lines: there.map((severity) => {
      const places = points.map((point) => ({ x: round(x(point.at)), y: round(y(point.open[severity])) }));
      return { severity, path: stepped(places), dots: places.length <= mostDots ? places : [] };
    }),
    marks: [0, most / 2, most].filter(Number.isInteger).map((value) => ({ value, y: round(y(value)) })),
  };
}

/** What changed from the point before; null for the first. */
export function changeOf(now: SeverityCounts, before: SeverityCounts | undefined): number | null {
  if (before === undefined) return null;
  return severities.reduce((sum, severity) => sum + now[severity] - before[severity], 0);
}

function stepped(places: readonly { readonly x: number; readonly y: number }[]): string {
  return places.map(({ x, y }, at) => (at === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join("");
}

/** The next of 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
