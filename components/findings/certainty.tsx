import { cx } from "@/components/ui/cx";
import type { Finding } from "@/lib/domain/findings/finding";
import { certaintyWords } from "./words";

const signs: Readonly<Record<Finding["certainty"], string>> = { allowed: "●", conditional: "◐", unknown: "?" };

/** How sure a finding is, as a word with a sign. */
export function Certainty({ certainty }: { certainty: Finding["certainty"] }) {
  return (
    <span className={cx("inline-flex items-center gap-1.5 whitespace-nowrap", certainty !== "allowed" && "text-n8")}>
      <span aria-hidden="true" className="w-3 text-center text-xs">
        {signs[certainty]}
      </span>
      {certaintyWords[certainty]}
    </span>
  );
}
