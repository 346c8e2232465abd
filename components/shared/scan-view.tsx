import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import type { ScanProgress } from "@/lib/contracts/api";
import { formatDuration } from "./format-time";
import { counted, formatNumber } from "./number";

/** A scan as it goes: phases, what was found, rate, what waits for which limit, and what could not be read. */
export function ScanView({ progress, onCancel }: { progress: ScanProgress; onCancel: () => void }) {
  const running = progress.state === "running" || progress.state === "cancelling";
  const { counts, calls } = progress;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold text-md">{titles[progress.state]}</h2>
        {running ? (
          <Button onClick={onCancel} disabled={progress.state === "cancelling"}>
            Stop
          </Button>
        ) : null}
      </div>
      <ol className="flex flex-col">
        {progress.phases.map((phase) => (
          <li key={phase.name} className="flex min-h-7 items-center gap-2">
            <span className={cx("inline-flex w-4 justify-center", phase.state === "done" ? "text-n10" : "text-n7")}>
              {phase.state === "done" ? <Glyph name="check" size={14} /> : null}
              {phase.state === "running" ? <Glyph name="arrowRight" size={14} /> : null}
            </span>
            <span className={cx("flex-1", phase.state === "waiting" ? "text-n8" : "text-n10")}>
              {phase.name}
              <span className="sr-only">: {phase.state}</span>
            </span>
            {phase.state === "waiting" ? null : <PhaseBar done={phase.done} total={phase.total} />}
          </li>
        ))}
      </ol>
      <p className="tnum text-n8">
        {[
          counted(counts.accounts, "account", "accounts"),
          counted(counts.clusters, "cluster", "clusters"),
          counted(counts.associations, "association", "associations"),
          counted(counts.roles, "role", "roles"),
          counted(counts.policies, "policy", "policies"),
          counted(counts.gaps, "gap", "gaps"),
        ].join(" · ")}
      </p>
      <p className="tnum text-n8">
        {counted(calls.done, "call", "calls")}
        {running ? `, ${formatNumber(Math.round(calls.perSecond))} a second` : null}
        {calls.throttled > 0 ? `, ${formatNumber(calls.throttled)} throttled` : null}
        {calls.failed > 0 ? `, ${formatNumber(calls.failed)} failed` : null}
        {running && progress.remainingSeconds !== null ? `, ${formatDuration(progress.remainingSeconds)} to go` : null}
      </p>
      {progress.waits.length > 0 ? (
        <ul className="text-n8">
          {progress.waits.slice(0, 5).map((wait) => (
            <li key={`${wait.accountId} ${wait.region} ${wait.service} ${wait.limit}`}>
              {counted(wait.queued, "call waits", "calls wait")} for {wait.service} {wait.limit} in {wait.accountId}
              {wait.region === null ? "" : ` / ${wait.region}`}
              {wait.perSecond === null ? "" : `, ${formatNumber(Math.round(wait.perSecond * 10) / 10)} a second`}
            </li>
          ))}
          {progress.waits.length > 5 ? <li>and {progress.waits.length - 5} more limits</li> : null}
        </ul>
      ) : null}
      {progress.recentGaps.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {progress.recentGaps.slice(0, 4).map((gap) => (
            <li key={gap} className="flex gap-2">
              <span className="mt-0.5 text-medium">
                <Glyph name="warning" size={14} />
              </span>
              <span className="min-w-0">{gap}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {progress.error === null ? null : (
        <p role="alert">
          {progress.error.message} {progress.error.remedy}
        </p>
      )}
    </div>
  );
}

const titles: Record<ScanProgress["state"], string> = {
  running: "Reading the estate",
  cancelling: "Stopping",
  complete: "Read completely",
  partial: "Read, with gaps",
  failed: "The scan failed",
  cancelled: "The scan was stopped",
};

function PhaseBar({ done, total }: { done: number; total: number | null }) {
  if (total === null) return <span className="tnum text-n8">{formatNumber(done)}</span>;
  return (
    <span className="tnum flex items-center gap-2 text-n8">
      <progress value={done} max={Math.max(total, 1)} aria-label="Done" className="scan-bar" />
      {formatNumber(done)} / {formatNumber(total)}
    </span>
  );
}
