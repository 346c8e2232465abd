import type { StepAnswer } from "@/lib/contracts/api";
import { FindingEvidenceList } from "./finding-evidence";

/** The path, from the pod to what it ends up with; each step with what it needs and what shows it. */
export function FindingSteps({ steps, beside = true }: { steps: readonly StepAnswer[]; beside?: boolean }) {
  return (
    <ol className="flex flex-col">
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the path
        <li key={at} className="group/step relative flex min-w-0 gap-3 pb-3 last:pb-0">
          <span
            aria-hidden="true"
            className="tnum z-10 flex size-5 shrink-0 items-center justify-center rounded-full border border-line-strong bg-n0 text-xs"
          >
            {at + 1}
          </span>
          <span
            aria-hidden="true"
            className="absolute top-5 bottom-0 left-2.5 w-px bg-line-strong group-last/step:hidden"
          />
          <div className="min-w-0">
            <p className="break-words">{step.text}</p>
            {step.condition === null ? null : (
              <p className="break-words text-medium">
                <span aria-hidden="true">◐ </span>
                Under a condition: {step.condition}
              </p>
            )}
            <div className="text-n9">
              <FindingEvidenceList evidence={step.evidence} beside={beside} />
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
