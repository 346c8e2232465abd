"use client";
import { counted } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { useReportChanges } from "@/lib/client/reports";
import type { ReportJob } from "@/lib/contracts/api";
import { kindLabel, sizeText } from "./words";

/** One report: where it is at, or its file and its manifest. */
export function ReportEntry({ job }: { job: ReportJob }) {
  const { remove } = useReportChanges();
  const underWay = job.state === "waiting" || job.state === "running";
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-medium">
          {kindLabel(job.kind)} <span className="font-normal text-n8 uppercase">{job.format}</span>
        </p>
        <p className="break-words text-n8">
          {job.filter === "" ? "Everything in scope" : <code className="break-all">{job.filter}</code>}, asked for{" "}
          <Time at={job.startedAt} />
        </p>
        {job.file ? <Made file={job.file} /> : null}
        {underWay ? <Progress job={job} /> : null}
        {job.state === "failed" ? (
          <p role="alert" className="text-high">
            Failed: {job.error}
          </p>
        ) : null}
        {job.state === "cancelled" ? <p className="text-n8">Cancelled</p> : null}
      </div>
      <div className="flex flex-wrap gap-2">
        {job.file ? <Downloads job={job} file={job.file} /> : null}
        <Button variant="quiet" disabled={remove.isPending} onClick={() => remove.mutate(job.id)}>
          {underWay ? "Cancel" : "Remove"}
        </Button>
      </div>
    </li>
  );
}

function Made({ file }: { file: NonNullable<ReportJob["file"]> }) {
  return (
    <>
      <p className="break-words text-n8">
        Point in time <Time at={file.pointInTime} />, {counted(file.rows, "row", "rows")},{" "}
        {counted(file.gaps, "gap", "gaps")}, {sizeText(file.bytes)}
        {file.signed ? ", manifest signed" : ""}
      </p>
      <p className="flex items-center gap-1 text-n8 text-xs">
        <span>SHA-256</span>
        <code className="min-w-0 truncate">{file.sha256}</code>
        <CopyButton text={file.sha256} what="hash" />
      </p>
    </>
  );
}

function Progress({ job }: { job: ReportJob }) {
  const { progress, state } = job;
  const text =
    state === "waiting" || progress === null
      ? "Waiting for its turn"
      : progress.phase === "writing" && progress.pages > 0
        ? `Writing page ${progress.page} of ${progress.pages}`
        : progress.page > 0
          ? `Laying out, page ${progress.page}`
          : `${progress.phase.slice(0, 1).toUpperCase()}${progress.phase.slice(1)}`;
  return (
    <p className="flex items-center gap-2 text-n9">
      {progress !== null && progress.pages > 0 ? (
        <progress aria-label="Pages written" value={progress.page} max={progress.pages} className="h-1.5 w-32" />
      ) : (
        <progress aria-label="Under way" className="h-1.5 w-32" />
      )}
      <span role="status" className="tnum">
        {text}
      </span>
    </p>
  );
}

function Downloads({ job, file }: { job: ReportJob; file: NonNullable<ReportJob["file"]> }) {
  const at = `/api/reports/${job.id}`;
  return (
    <>
      <a href={`${at}/file`} download={file.name} className={buttonClass()}>
        Download
      </a>
      <a href={`${at}/manifest`} download={`${file.name}.manifest.json`} className={buttonClass()}>
        Manifest
      </a>
      {file.signed ? (
        <a href={`${at}/signature`} download={`${file.name}.manifest.json.sig`} className={buttonClass()}>
          Signature
        </a>
      ) : null}
    </>
  );
}
