"use client";
import { ScanView } from "@/components/shared/scan-view";
import { Button, buttonClass } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Popover } from "@/components/ui/popover";
import { errorBody } from "@/lib/client/api";
import { useScan } from "@/lib/client/scan-progress";
import { useStatus } from "@/lib/client/status";

/** Starts a scan; while one runs, shows how far it is, and on demand everything about it. */
export function ScanControl() {
  const { progress, running, start, cancel, error } = useScan();
  const status = useStatus();
  if (!running || progress === null) {
    return (
      <Button
        onClick={start}
        disabled={!status.data}
        title={error === null ? "Read the estate again" : errorBody(error).message}
      >
        <Glyph name="scan" size={14} />
        <span className="max-sm:sr-only">Scan</span>
      </Button>
    );
  }
  const phase = progress.phases.find((item) => item.state === "running");
  const share = phase?.total ? ` ${Math.floor((100 * phase.done) / phase.total)} %` : "";
  return (
    <Popover
      label="Running scan"
      align="end"
      className="w-96 p-4"
      trigger={
        <button type="button" className={buttonClass("plain", "tnum")}>
          <span className="animate-pulse">
            <Glyph name="scan" size={14} />
          </span>
          <span className="max-sm:sr-only">
            {progress.state === "cancelling" ? "Stopping" : "Scanning"}
            {share}
          </span>
        </button>
      }
    >
      <ScanView progress={progress} onCancel={cancel} />
    </Popover>
  );
}
