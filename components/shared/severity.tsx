import { cx } from "@/components/ui/cx";
import type { Severity as SeverityWord } from "@/lib/domain/findings/finding";

const shapes: Record<SeverityWord, { shape: string; word: string; className: string }> = {
  critical: { shape: "◆", word: "Critical", className: "text-critical" },
  high: { shape: "▲", word: "High", className: "text-high" },
  medium: { shape: "■", word: "Medium", className: "text-medium" },
  low: { shape: "●", word: "Low", className: "text-low" },
  info: { shape: "○", word: "Info", className: "text-info" },
};

/** Shape and word; in grey-scale print three of the colours coincide. */
export function Severity({ severity }: { severity: SeverityWord }) {
  const { shape, word, className } = shapes[severity];
  return (
    <span className={cx("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", className)}>
      <span aria-hidden="true" className="text-xs">
        {shape}
      </span>
      {word}
    </span>
  );
}
