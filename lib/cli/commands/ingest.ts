/** podlens ingest */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { IngestProgress } from "@/lib/contracts/api";
import { type Command, type CommandContext, EXIT } from "../command";
import { ingestProgressView } from "../ingest-progress";
import { stderrLog } from "../log";
import { UsageError } from "../usage-error";

export const ingestCommand: Command = {
  name: "ingest",
  summary: "CloudTrail log files, or folders of them, into the store",
  details: [
    "Takes .json, .jsonl and .ndjson, also with .gz: log files as CloudTrail delivers them, lists of records, a record a line, and",
    "answers of lookup-events; of a folder, files of these names. What was read before is not read again. The last line on stdout",
    "is a JSON summary; exit code 3 says that something was skipped.",
  ],
  options: {},
  positionals: { name: "PATH…", most: 1_000 },
  async run(context) {
    const paths = await checkedPaths(context);
    const view = ingestProgressView(context.output.stderr);
    let progress: IngestProgress;
    try {
      progress = await run(context, paths, (state) => view.show(state));
    } finally {
      view.end();
    }
    return report(progress, context);
  },
};

async function checkedPaths({ positionals, workingFolder }: CommandContext): Promise<readonly string[]> {
  if (positionals.length === 0)
    throw new UsageError("ingest: name at least one file or folder; see `podlens help ingest`");
  const paths = positionals.map((path) => resolve(workingFolder, path));
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile() && !found?.isDirectory())
      throw new UsageError(`ingest: ${path} is no file or folder that can be read`);
  }
  return paths;
}

/** Through the process that owns the store, else by itself. */
async function run(
  context: CommandContext,
  paths: readonly string[],
  onProgress: (progress: IngestProgress) => void,
): Promise<IngestProgress> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const settings = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(settings.dataDir);
  const { signal } = context;
  if (owner) {
    context.output.message(`Ingesting through the Podlens that runs (pid ${owner.pid}).`);
    const onEvent = (event: unknown) => onProgress(event as IngestProgress);
    return (await owner.ask("ingest", { paths }, { signal, onEvent })) as IngestProgress;
  }
  const { openForIngest } = await import("@/lib/server/boot/ingest-alone");
  const alone = await openForIngest(settings, await stderrLog(context));
  try {
    return await alone.ingest.readPaths(paths, signal, onProgress);
  } finally {
    await alone.close();
  }
}

async function report(progress: IngestProgress, { output }: CommandContext): Promise<number> {
  const { state, files, records, events, duplicates, skipped, unrecognised, bytes, gaps } = progress;
  const summary = { status: state, files, records, events, duplicates, bytes, skipped, unrecognised, gaps };
  await output.result(`${JSON.stringify(summary)}\n`);
  for (const { reason, text, files: of, records: parts, example } of skipped) {
    const count = [of > 0 ? `${of} files` : "", parts > 0 ? `${parts} records` : ""].filter((part) => part !== "");
    output.message(
      `Skipped ${count.join(", ")} (${reason}): ${text}${example === null ? "" : ` For example ${example}.`}`,
    );
  }
  for (const gap of gaps) output.message(gap);
  if (state === "complete") return EXIT.done;
  return state === "partial" ? EXIT.gaps : EXIT.failed;
}
