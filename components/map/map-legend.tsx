import { formatNumber } from "@/components/shared/number";
import type { MapColours } from "./colours";
import { edgeDash } from "./edge-style";

const looks = [
  { state: 0, chain: false, text: "works" },
  { state: 1, chain: false, text: "conditional" },
  { state: 2, chain: false, text: "unknown" },
  { state: 3, chain: false, text: "broken" },
  { state: 0, chain: true, text: "role chain" },
] as const;

/** The five kinds of line, as they are drawn. */
export function MapLegend({ colours, crowded }: { colours: MapColours; crowded: number }) {
  return (
    <div
      data-chrome
      className="flex min-h-7 flex-wrap max-sm:hidden items-center gap-x-4 border-line border-t px-4 text-n8 text-xs sm:px-gutter"
    >
      {looks.map(({ state, chain, text }) => (
        <span key={text} className="inline-flex items-center gap-1.5">
          <svg width="28" height="8" viewBox="0 0 28 8" aria-hidden="true">
            {(chain ? [2, 6] : [4]).map((y) => (
              <line
                key={y}
                x1="0"
                x2="28"
                y1={y}
                y2={y}
                stroke={colours.line}
                strokeWidth="1.5"
                strokeDasharray={edgeDash(state, 1.5).join(" ") || undefined}
              />
            ))}
          </svg>
          {text}
        </span>
      ))}
      <span>wider = more bindings</span>
      {crowded > 0 ? (
        <span className="tnum ml-auto">{formatNumber(crowded)} thinner links between these rows are not drawn</span>
      ) : null}
    </div>
  );
}
