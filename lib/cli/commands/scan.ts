/** podlens scan */
import type { ScanProgress } from "@/lib/contracts/api";
import type { FollowedScan } from "@/lib/server/usecases/follow-scan";
import { type Command, type CommandContext, EXIT } from "../command";
import { stderrLog } from "../log";
import type { Output } from "../output";
import { scanProgressView } from "../scan-progress";

export const scan: Command = {
  name: "scan",
  summary: "One scan of the configured scope",
  details: [
    "The last line on stdout is a JSON summary: {snapshot, status, counts, gaps}.",
    "While the web app runs on the same data folder, the scan runs inside it.",
  ],
  options: {},
  async run(context) {
    const view = scanProgressView(context.output.stderr);
    let followed: FollowedScan;
    try {
      followed = await runScan(context, (progress) => view.show(progress));
    } finally {
      view.end();
    }
    return reportScan(followed, context.output);
  },
};

async function runScan(context: CommandContext, onProgress: (progress: ScanProgress) => void): Promise<FollowedScan> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  const { signal } = context;
  if (owner) {
    context.output.message(`Scanning through the Podlens that runs (pid ${owner.pid}).`);
    const onEvent = (event: unknown) => onProgress(event as ScanProgress);
    return (await owner.ask("scan", null, { signal, onEvent })) as FollowedScan;
  }
  const { createContainer } = await import("@/lib/server/boot/container");
  const { followScan } = await import("@/lib/server/usecases/follow-scan");
  const container = await createContainer({ ...settings, log: await stderrLog(context) });
  try {
    const parts = { scans: container.scans, snapshots: container.openedStore.snapshots };
    return await followScan(parts, { trigger: "command-line", signal, onProgress });
  } finally {
    await container.close();
  }
}

/** Prints the summary and says in the exit code how it ended. */
export async function reportScan({ summary, error }: FollowedScan, output: Output): Promise<number> {
  if (summary) await output.result(`${JSON.stringify(summary)}\n`);
  if (error) output.message(`podlens: ${[error.message, error.remedy].filter((part) => part !== null).join(" ")}`);
  if (summary?.status === "complete") return EXIT.done;
  if (summary?.status === "partial") {
    const { length } = summary.gaps;
    output.message(`Done, with ${length === 1 ? "one gap" : `${length} gaps`}: something in scope could not be read.`);
    return EXIT.gaps;
  }
  if (!error) output.message(`podlens: the scan ${summary ? `is ${summary.status}` : "did not start"}`);
  return EXIT.failed;
}
