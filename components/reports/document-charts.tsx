import { formatNumber } from "@/components/shared/number";
import type { DocumentBlock } from "@/lib/contracts/api";

const fills = new Map([
  ["critical", "fill-critical"],
  ["high", "fill-high"],
  ["medium", "fill-medium"],
  ["low", "fill-low"],
  ["info", "fill-info"],
]);
const strokes = new Map([
  ["critical", "stroke-critical"],
  ["high", "stroke-high"],
  ["medium", "stroke-medium"],
]);
const dashes = ["", "8 3", "3 3"];

export function ReportBars({ block }: { block: Extract<DocumentBlock, { kind: "bars" }> }) {
  const most = Math.max(1, ...block.bars.map(({ value }) => value));
  return (
    <figure aria-label={block.alt} className="mb-4 px-4 sm:px-gutter">
      <figcaption className="mb-1 font-semibold">{block.caption}</figcaption>
      <div aria-hidden="true">
        {block.bars.map(({ label, value, tone }) => (
          <div key={label} className="flex items-center gap-2">
            <span className="w-44 shrink-0 truncate">{label}</span>
            <svg
              viewBox="0 0 200 10"
              preserveAspectRatio="none"
              className="h-2.5 w-40 min-w-0 shrink"
              aria-hidden="true"
            >
              <rect
                width={value === 0 ? 0 : Math.max(1, (200 * value) / most)}
                height="10"
                className={fills.get(tone) ?? "fill-n7"}
              />
            </svg>
            <span className="tnum">{formatNumber(value)}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}

export function ReportTrend({ block }: { block: Extract<DocumentBlock, { kind: "trend" }> }) {
  if (block.points.length < 2)
    return (
      <p className="mb-4 px-4 text-n8 sm:px-gutter">
        {block.caption}: {block.points.length === 0 ? block.alt : "one scan was judged so far."}
      </p>
    );
  const most = Math.max(1, ...block.points.flatMap(({ values }) => values));
  const times = block.points.map(({ at }) => Date.parse(at));
  const first = Math.min(...times);
  const span = Math.max(1, Math.max(...times) - first);
  const line = (series: number) =>
    block.points
      .map(({ values }, at) => {
        const x = (300 * ((times[at] ?? first) - first)) / span;
        return `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${(80 - (76 * (values[series] ?? 0)) / most).toFixed(1)}`;
      })
      .join("");
  return (
    <figure className="mb-4 px-4 sm:px-gutter">
      <figcaption className="mb-1 font-semibold">{block.caption}</figcaption>
      <svg role="img" aria-label={block.alt} viewBox="0 0 300 82" className="block w-full max-w-80">
        <path d="M0 80H300" className="stroke-n4" />
        {block.series.map(({ name, tone }, at) => (
          <path
            key={name}
            d={line(at)}
            fill="none"
            strokeWidth="1.5"
            strokeDasharray={dashes[at] ?? ""}
            className={strokes.get(tone) ?? "stroke-n7"}
          />
        ))}
      </svg>
      <p aria-hidden="true" className="tnum max-w-80 text-n8 text-xs">
        {block.series.map(({ name }, at) => `${name} ${block.points.at(-1)?.values[at] ?? 0}`).join(", ")}, of{" "}
        {block.points.length} scans
      </p>
    </figure>
  );
}
