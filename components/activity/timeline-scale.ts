/** Where the bars of a timeline stand. Lengths in pixels of a drawing `width` wide. */
import type { ActivityTimeline, TimelineBucket, TimelineCounts } from "@/lib/contracts/api";

export const seriesOrder = ["podIdentity", "irsa", "nodeRole", "other"] as const;
export type Series = (typeof seriesOrder)[number];

export const seriesWords: Readonly<Record<Series, string>> = {
  podIdentity: "Pod Identity",
  irsa: "IRSA",
  nodeRole: "Node role",
  other: "Other",
};

export interface Bar {
  readonly series: Series | "denied";
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
}

export interface Frame {
  readonly width: number;
  /** Height above the line (assumed) and below it (denied). */
  readonly above: number;
  readonly below: number;
}

/** Assumed ones stand on the line, one part a mechanism; denied ones hang from it. One scale for both. */
export function barsOf(timeline: ActivityTimeline, frame: Frame): readonly Bar[] {
  const most = mostOf(timeline);
  if (most.up === 0 && most.down === 0) return [];
  const up = frame.above / Math.max(1, most.up);
  const down = Math.min(up, frame.below / Math.max(1, most.down));
  const bars: Bar[] = [];
  for (const bucket of timeline.buckets) {
    const { x, width } = placeOf(timeline, bucket, frame.width);
    let y = frame.above;
    for (const series of seriesOrder) {
      const count = bucket.success[series];
      if (count === 0) continue;
      const height = Math.max(1, count * up);
      y -= height;
      bars.push({ series, x, width, y, height });
    }
    const denied = totalOf(bucket.denied);
    if (denied > 0) bars.push({ series: "denied", x, width, y: frame.above + 1, height: Math.max(2, denied * down) });
  }
  return bars;
}

function placeOf(timeline: ActivityTimeline, bucket: TimelineBucket, width: number): { x: number; width: number } {
  const from = Date.parse(timeline.from);
  const span = Math.max(1, Date.parse(timeline.to) - from);
  const start = Math.max(0, ((Date.parse(bucket.start) - from) / span) * width);
  const end = Math.min(width, ((Date.parse(bucket.start) + timeline.bucketSeconds * 1000 - from) / span) * width);
  return { x: start, width: Math.max(1, end - start - (end - start > 3 ? 1 : 0)) };
}

/** The most assumed and the most denied of one bucket. */
export function mostOf(timeline: ActivityTimeline): { readonly up: number; readonly down: number } {
  let up = 0;
  let down = 0;
  for (const bucket of timeline.buckets) {
    up = Math.max(up, totalOf(bucket.success));
    down = Math.max(down, totalOf(bucket.denied));
  }
  return { up, down };
}

export function totalOf(counts: TimelineCounts): number {
  return counts.podIdentity + counts.irsa + counts.nodeRole + counts.other;
}

/** The stretch between two places of the drawing, grown to whole buckets. */
export function brushed(timeline: ActivityTimeline, width: number, a: number, b: number): { from: string; to: string } {
  const from = Date.parse(timeline.from);
  const to = Date.parse(timeline.to);
  const step = timeline.bucketSeconds * 1000;
  const at = (x: number) => from + (Math.min(width, Math.max(0, x)) / width) * (to - from);
  const start = Math.max(from, Math.floor(at(Math.min(a, b)) / step) * step);
  const end = Math.min(to, Math.max(Math.ceil(at(Math.max(a, b)) / step) * step, start + step));
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

/** Moments for the marks under the axis: at most `count`, evenly apart. */
export function ticksOf(timeline: ActivityTimeline, count: number): readonly { at: string; share: number }[] {
  const from = Date.parse(timeline.from);
  const span = Date.parse(timeline.to) - from;
  return Array.from({ length: count }, (_, index) => {
    const share = index / Math.max(1, count - 1);
    return { at: new Date(from + span * share).toISOString(), share };
  });
}
