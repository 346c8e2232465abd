"use client";
import { useEffect, useRef } from "react";
import { counted } from "@/components/shared/number";
import { useToast } from "@/components/ui/toast";
import { useScan } from "@/lib/client/scan-progress";
import type { ScanProgress } from "@/lib/contracts/api";

/** Says once how a scan ended that was seen running. */
export function ScanEnd() {
  const { progress, running } = useScan();
  const toast = useToast();
  const seenRunning = useRef(false);

  useEffect(() => {
    if (running) seenRunning.current = true;
    else if (seenRunning.current && progress !== null) {
      seenRunning.current = false;
      toast(endWords(progress));
    }
  }, [running, progress, toast]);
  return null;
}

function endWords(progress: ScanProgress): { title: string; description: string } {
  const { counts } = progress;
  switch (progress.state) {
    case "failed":
      return { title: "The scan failed", description: progress.error?.message ?? "The log says why." };
    case "cancelled":
      return { title: "The scan was stopped", description: "The snapshots before it are as they were." };
    default:
      return {
        title: progress.state === "partial" ? "Read, with gaps" : "Read completely",
        description: `${counted(counts.clusters, "cluster", "clusters")}, ${counted(counts.associations, "association", "associations")}, ${counted(counts.gaps, "gap", "gaps")}.`,
      };
  }
}
