"use client";
import { formatDuration } from "@/components/shared/format-time";
import { counted, formatNumber } from "@/components/shared/number";
import { Button, buttonClass } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Popover } from "@/components/ui/popover";
import { type Ingest, useIngest } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import type { IngestProgress } from "@/lib/contracts/api";

/** Reads the logs now; while that runs (and after it) says how far it is and what was skipped. */
export function IngestControl() {
  const ingest = useIngest();
  return (
    <div className="flex items-center gap-2" data-chrome>
      {ingest.progress === null ? null : <IngestWindow ingest={ingest} progress={ingest.progress} />}
      {ingest.running ? null : (
        <Button onClick={ingest.start} title={ingest.error === null ? undefined : errorBody(ingest.error).message}>
          <Glyph name="scan" size={14} />
          Read logs
        </Button>
      )}
      {ingest.error === null ? null : (
        <span role="alert" className="text-high">
          {errorBody(ingest.error).message}
        </span>
      )}
    </div>
  );
}

function IngestWindow({ ingest, progress }: { ingest: Ingest; progress: IngestProgress }) {
  return (
    <Popover
      label="Reading of logs"
      align="end"
      className="w-96 p-4"
      trigger={
        <button type="button" className={buttonClass(ingest.running ? "plain" : "quiet", "tnum")}>
          {ingest.running ? `Reading: ${formatNumber(progress.events)} events` : stateWords[progress.state]}
        </button>
      }
    >
      <h2 className="font-semibold">{ingest.running ? "Reading the logs" : stateWords[progress.state]}</h2>
      <p className="tnum mt-1 text-n8">
        {counted(progress.files.done, "file", "files")} of {formatNumber(progress.files.listed)},{" "}
        {counted(progress.records, "record", "records")}: {formatNumber(progress.events)} new,{" "}
        {formatNumber(progress.duplicates)} known already
        {ingest.running ? `, ${formatNumber(Math.round(progress.perSecond))} a second` : ""}
        {ingest.running && progress.remainingSeconds !== null
          ? `, about ${formatDuration(progress.remainingSeconds)} left`
          : ""}
      </p>
      <ul className="mt-3 flex flex-col gap-1">
        {progress.sources.map((source) => (
          <li key={source.id} className="flex items-baseline gap-2">
            <code className="min-w-0 flex-1 truncate" title={source.id}>
              {source.id}
            </code>
            <span className="tnum text-n8">
              {source.total === null
                ? formatNumber(source.done)
                : `${formatNumber(source.done)} of ${formatNumber(source.total)}`}
            </span>
            <span className={source.state === "failed" ? "text-high" : "text-n8"}>{source.state}</span>
          </li>
        ))}
      </ul>
      {progress.skipped.length + progress.gaps.length > 0 || progress.error !== null ? (
        <ul className="mt-3 flex max-h-48 list-disc flex-col gap-1 overflow-auto pl-4 text-n9">
          {progress.error === null ? null : <li className="text-high">{progress.error}</li>}
          {progress.gaps.map((gap) => (
            <li key={gap}>{gap}</li>
          ))}
          {progress.skipped.map((item) => (
            <li key={item.reason}>
              {item.text}: {counted(item.files, "file", "files")}, {counted(item.records, "record", "records")}
              {item.example === null ? null : (
                <>
                  , last <code className="break-all">{item.example}</code>
                </>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </Popover>
  );
}

const stateWords: Readonly<Record<IngestProgress["state"], string>> = {
  running: "Reading",
  cancelling: "Stopping",
  complete: "Logs were read",
  partial: "Logs were read, with gaps",
  failed: "Reading failed",
  cancelled: "Reading was stopped",
};
