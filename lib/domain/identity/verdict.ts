/** Verdicts put together, and reasons as bindings carry them. */
import type { Analysis } from "@/lib/domain/policy";
import type { Reason, StatementRef, Verdict } from "./binding";

const ORDER: readonly Verdict[] = ["allowed", "conditional", "unknown", "denied"];

/** What holds where all of them must hold: one denial denies, one doubt leaves a doubt. */
export function allOf(...verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((worst, each) => (ORDER.indexOf(each) > ORDER.indexOf(worst) ? each : worst), "allowed");
}

export function reason(code: string, text: string, statement: StatementRef | null = null): Reason {
  return { code, text, statement };
}

/** The trust statement that an analysis rests on, for a link to it. */
export function trustStatement(analysis: Analysis, effect: "Allow" | "Deny"): StatementRef | null {
  const because = analysis.because.find(
    (each) => each.layer === "resource" && each.effect === effect && each.statement !== null,
  );
  return because ? { policy: "trust", sid: because.sid, index: because.statement ?? 0 } : null;
}

/** Drops repeated reasons, keeping the first. There are few, so each is compared with those before it. */
export function distinct(reasons: readonly Reason[]): readonly Reason[] {
  return reasons.filter((each, index) => {
    for (let i = 0; i < index; i++) if (isSame(reasons[i] as Reason, each)) return false;
    return true;
  });
}

function isSame(a: Reason, b: Reason): boolean {
  return (
    a.code === b.code &&
    a.text === b.text &&
    a.statement?.policy === b.statement?.policy &&
    a.statement?.index === b.statement?.index
  );
}
