import { cx } from "@/components/ui/cx";
import type { AssumptionOutcome } from "@/lib/contracts/api";

/** Word with sign; colour only repeats them. */
export function Outcome({ outcome, code = null }: { outcome: AssumptionOutcome; code?: string | null }) {
  const denied = outcome === "denied";
  return (
    <span
      className={cx("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", denied && "text-high")}
      title={code ?? undefined}
    >
      <span aria-hidden="true">{denied ? "✕" : "✓"}</span>
      {denied ? "Denied" : "Assumed"}
    </span>
  );
}
