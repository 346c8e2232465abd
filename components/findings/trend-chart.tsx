"use client";
import { useEffect, useRef, useState } from "react";
import { formatTime } from "@/components/shared/format-time";
import { counted, formatNumber } from "@/components/shared/number";
import { usePreferences } from "@/components/shared/preferences";
import { Severity } from "@/components/shared/severity";
import { cx } from "@/components/ui/cx";
import type { FindingTrendPoint } from "@/lib/contracts/api";
import type { Severity as SeverityWord } from "@/lib/domain/findings/finding";
import { drawTrend, type TrendLine } from "./trend-scale";

const height = 200;
const inset = 12;

/** Dashes and marks tell the lines apart where colours do not. */
const looks: Readonly<Record<SeverityWord, { readonly stroke: string; readonly fill: string; readonly dash: string }>> =
  {
    critical: { stroke: "stroke-critical", fill: "fill-critical", dash: "" },
    high: { stroke: "stroke-high", fill: "fill-high", dash: "8 3" },
    medium: { stroke: "stroke-medium", fill: "fill-medium", dash: "5 3" },
    low: { stroke: "stroke-low", fill: "fill-low", dash: "2 3" },
    info: { stroke: "stroke-info", fill: "fill-info", dash: "1 4" },
  };

/** Open findings by severity over the snapshots; the table below has the numbers. */
export function TrendChart({ points }: { points: readonly FindingTrendPoint[] }) {
  const { preferences } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const { lines, marks } = drawTrend(points, { width, height, inset });
  const when = (point: FindingTrendPoint | undefined) => (point ? formatTime(point.at, preferences.zone) : "");
  const first = points[0];
  const last = points.at(-1);
  return (
    <figure className="max-w-page">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-xs">
        {lines.map(({ severity }) => (
          <span key={severity} className="flex items-center gap-1.5">
            <svg aria-hidden="true" width="24" height="8">
              <path
                d="M0 4H24"
                strokeWidth="2"
                strokeDasharray={looks[severity].dash}
                className={looks[severity].stroke}
              />
            </svg>
            <Severity severity={severity} />
          </span>
        ))}
      </figcaption>
      <div ref={box}>
        <svg
          role="img"
          aria-label={`Open findings by severity over ${counted(points.length, "snapshot", "snapshots")}, from ${when(first)} to ${when(last)}. The table below the drawing has the numbers.`}
          width={width}
          height={height}
          className="block"
        >
          {marks.map(({ value, y }) => (
            <g key={value}>
              <path d={`M0 ${y}H${width}`} className="stroke-n4" />
              <text x="0" y={y - 3} className="tnum fill-n8 text-xs">
                {formatNumber(value)}
              </text>
            </g>
          ))}
          {lines.map((line) => (
            <Line key={line.severity} line={line} />
          ))}
        </svg>
        <div
          aria-hidden="true"
          className={cx("tnum flex gap-2 text-n8 text-xs", points.length > 1 ? "justify-between" : "justify-center")}
        >
          <span>{when(first)}</span>
          {points.length > 1 ? <span>{when(last)}</span> : null}
        </div>
      </div>
    </figure>
  );
}

function Line({ line }: { line: TrendLine }) {
  const { stroke, fill, dash } = looks[line.severity];
  return (
    <g>
      <path d={line.path} fill="none" strokeWidth="2" strokeDasharray={dash} className={stroke} />
      {line.dots.map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r="3" className={fill} />
      ))}
    </g>
  );
}
