import { cx } from "@/components/ui/cx";
import type { Verdict as VerdictWord } from "@/lib/domain/identity/binding";

const signs: Record<VerdictWord, { sign: string; word: string; className: string }> = {
  allowed: { sign: "✓", word: "Allowed", className: "text-n10" },
  conditional: { sign: "◐", word: "Conditional", className: "text-medium" },
  denied: { sign: "✕", word: "Denied", className: "text-high" },
  unknown: { sign: "?", word: "Unknown", className: "text-info" },
};

export function verdictWord(verdict: VerdictWord): string {
  return signs[verdict].word;
}

/** The word with its sign; colour only repeats them. */
export function Verdict({ verdict, className }: { verdict: VerdictWord; className?: string }) {
  const { sign, word, className: colour } = signs[verdict];
  return (
    <span className={cx("inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap font-medium", colour, className)}>
      <span
        aria-hidden="true"
        className={cx(
          "inline-flex size-4 items-center justify-center rounded-full border border-current text-[0.625rem] leading-none",
          verdict === "unknown" && "border-dashed",
        )}
      >
        {sign}
      </span>
      {word}
    </span>
  );
}
