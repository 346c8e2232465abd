"use client";
import { useEffect, useRef, useState } from "react";
import { formatTime } from "@/components/shared/format-time";
import { counted, formatNumber } from "@/components/shared/number";
import { usePreferences } from "@/components/shared/preferences";
import { Disclosure } from "@/components/ui/disclosure";
import type { ActivityTimeline } from "@/lib/contracts/api";
import type { Range } from "./range";
import { type Bar, barsOf, brushed, mostOf, seriesOrder, seriesWords, ticksOf, totalOf } from "./timeline-scale";

const above = 84;
const below = 34;
const height = above + below;

const fills: Readonly<Record<Bar["series"], string>> = {
  podIdentity: "fill-n9",
  irsa: "fill-n7",
  nodeRole: "fill-n6",
  other: "fill-n5",
  denied: "fill-high",
};

/** Assumptions over time: assumed ones up, denied ones down. Dragging over it chooses that stretch. */
export function Timeline({ timeline, onRange }: { timeline: ActivityTimeline; onRange: (range: Range) => void }) {
  const { preferences } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const most = mostOf(timeline);
  const bars = width > 0 ? barsOf(timeline, { width, above, below }) : [];
  const at = (event: React.PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const when = (iso: string) => formatTime(iso, preferences.zone);

  return (
    <figure className="px-4 pb-2 sm:px-gutter">
      <figcaption className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-n8 text-xs">
        <span className="tnum">{counted(timeline.total, "assumption", "assumptions")}</span>
        {seriesOrder.map((series) => (
          <span key={series} className="flex items-center gap-1.5">
            <svg aria-hidden="true" width="10" height="10">
              <rect width="10" height="10" rx="2" className={fills[series]} />
            </svg>
            {seriesWords[series]}
          </span>
        ))}
        <span className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="10" height="10">
            <rect y="5" width="10" height="5" className={fills.denied} />
            <path d="M0 4.5h10" className="stroke-n7" />
          </svg>
          denied, below the line
        </span>
        <span className="tnum ml-auto">
          at most {formatNumber(most.up)} in {bucketWords(timeline.bucketSeconds)}
        </span>
      </figcaption>
      <div ref={box} className="relative select-none">
        <svg
          role="img"
          aria-label={`Assumptions from ${when(timeline.from)} to ${when(timeline.to)}: ${counted(timeline.total, "assumption", "assumptions")}. The table below the drawing has the numbers.`}
          width={width}
          height={height}
          className="block cursor-crosshair touch-pan-y"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setDrag({ from: at(event), to: at(event) });
          }}
          onPointerMove={(event) => {
            if (drag !== null) setDrag({ from: drag.from, to: at(event) });
          }}
          onPointerUp={() => {
            if (drag !== null && Math.abs(drag.to - drag.from) > 3) {
              onRange(brushed(timeline, width, drag.from, drag.to));
            }
            setDrag(null);
          }}
          onPointerCancel={() => setDrag(null)}
        >
          {bars.map((bar) => (
            <rect
              key={`${bar.series}${bar.x}`}
              x={bar.x}
              y={bar.y}
              width={bar.width}
              height={bar.height}
              className={fills[bar.series]}
            />
          ))}
          <path d={`M0 ${above + 0.5}H${width}`} className="stroke-n6" />
          {drag === null ? null : (
            <rect
              x={Math.min(drag.from, drag.to)}
              y={0}
              width={Math.abs(drag.to - drag.from)}
              height={height}
              className="fill-accent/20 stroke-accent"
            />
          )}
        </svg>
        <div aria-hidden="true" className="flex justify-between gap-2 border-line border-t pt-1 text-n8 text-xs">
          {ticksOf(timeline, width > 900 ? 5 : width > 480 ? 3 : 2).map((tick) => (
            <span key={tick.at} className="tnum truncate">
              {when(tick.at)}
            </span>
          ))}
        </div>
      </div>
      <Disclosure title={<span className="text-n8 text-xs">As a table</span>} className="mt-1">
        <TimelineTable timeline={timeline} when={when} />
      </Disclosure>
    </figure>
  );
}

function TimelineTable({ timeline, when }: { timeline: ActivityTimeline; when: (iso: string) => string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Assumptions over time"
      className="max-h-64 overflow-auto"
    >
      <table className="tnum w-full max-w-lines text-right text-xs">
        <thead className="sticky top-0 bg-n1 text-n8">
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              From
            </th>
            {seriesOrder.map((series) => (
              <th key={series} scope="col" className="px-2 py-1 font-medium">
                {seriesWords[series]}
              </th>
            ))}
            <th scope="col" className="px-2 py-1 font-medium">
              Denied
            </th>
          </tr>
        </thead>
        <tbody>
          {timeline.buckets.map((bucket) => (
            <tr key={bucket.start} className="border-line border-t">
              <th scope="row" className="px-2 py-1 text-left font-normal">
                {when(bucket.start)}
              </th>
              {seriesOrder.map((series) => (
                <td key={series} className="px-2 py-1">
                  {formatNumber(bucket.success[series])}
                </td>
              ))}
              <td className="px-2 py-1">{formatNumber(totalOf(bucket.denied))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function bucketWords(seconds: number): string {
  if (seconds % 604_800 === 0) return counted(seconds / 604_800, "week", "weeks");
  if (seconds % 86_400 === 0) return counted(seconds / 86_400, "day", "days");
  if (seconds % 3_600 === 0) return counted(seconds / 3_600, "hour", "hours");
  return counted(Math.round(seconds / 60), "minute", "minutes");
}
