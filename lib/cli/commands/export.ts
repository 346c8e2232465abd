/** podlens export */
import type { ExportMeta, ExportPlan } from "@/lib/contracts/export";
import { type Command, type CommandContext, EXIT, stringOption } from "../command";
import { fileTarget } from "../output-file";

export const exportCommand: Command = {
  name: "export",
  summary:
    "Writes a view: snapshot as json; bindings, permissions, findings, assumptions or activity as json, csv or xlsx; findings as ocsf, too; report as pdf, xlsx, json or csv",
  details: [
    "The snapshot holds everything that was read. What a CSV was made from stands in FILE.meta.json, on stderr without --out; an XLSX has it on its sheet About.",
    "Assumptions and activity are what CloudTrail recorded, of the whole store or from --from to --to (UTC, end exclusive).",
    "A report is written with FILE.manifest.json beside it, signed in FILE.manifest.json.sig where a key is configured; its --filter is that of /findings.",
    "Example: podlens export --view bindings --format csv --filter 'cluster=prod&namespace=payments' --out bindings.csv",
  ],
  options: {
    view: {
      type: "string",
      value: "VIEW",
      help: "snapshot, bindings, permissions, who-can, findings, assumptions, activity or report",
      required: true,
    },
    format: {
      type: "string",
      value: "FORMAT",
      help: "json, csv or xlsx; of findings also ocsf, of report also pdf",
      required: true,
    },
    report: {
      type: "string",
      value: "KIND",
      help: "executive, findings, access-review or evidence:FRAMEWORK (cis-eks, soc2, iso27001, pci-dss, nist-800-53)",
    },
    snapshot: { type: "string", value: "ID", help: "a snapshot's id, or latest (the default)" },
    from: { type: "string", value: "TIME", help: "of assumptions and activity: a day, or a time in UTC" },
    to: { type: "string", value: "TIME", help: "the same, exclusive" },
    filter: {
      type: "string",
      value: "QUERY",
      help: "query string of the page that shows the view: /workloads, /findings, /activity",
    },
    expand: { type: "boolean", help: "of permissions: one row per action; needs a filter" },
    out: { type: "string", value: "FILE", help: "where to write; default stdout" },
  },
  async run(context) {
    const { options, output } = context;
    if (stringOption(options, "view") === "report") {
      const { exportReport } = await import("./export-report");
      return exportReport(context);
    }
    const request = {
      view: stringOption(options, "view") ?? "",
      format: stringOption(options, "format") ?? "",
      filter: stringOption(options, "filter") ?? "",
      snapshot: stringOption(options, "snapshot") ?? "latest",
      from: stringOption(options, "from"),
      to: stringOption(options, "to"),
      expand: options.expand === true,
    };
    const { checkExport } = await import("@/lib/server/usecases/activity/check-export");
    checkExport(request);
    const out = stringOption(options, "out");
    const target = out === undefined ? null : await fileTarget(out, context.workingFolder);
    let meta: ExportMeta;
    try {
      meta = await writeExport(context, request, (bytes) => (target ? target.write(bytes) : output.result(bytes)));
      await target?.commit();
    } catch (error) {
      await target?.discard();
      throw error;
    }
    // The formats with a head of their own say it there.
    if (meta.fileFormat !== "csv" && meta.fileFormat !== "ocsf") return EXIT.done;
    if (out === undefined) output.message(JSON.stringify(meta));
    else {
      const beside = await fileTarget(`${out}.meta.json`, context.workingFolder);
      await beside.write(Buffer.from(`${JSON.stringify(meta, null, 2)}\n`));
      await beside.commit();
    }
    return EXIT.done;
  },
};

export interface ExportCommandRequest {
  readonly view: string;
  readonly format: string;
  readonly filter: string;
  readonly snapshot: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly expand: boolean;
}

/** Through the process that owns the store, else by itself. */
export async function writeExport(
  context: CommandContext,
  request: ExportCommandRequest,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<ExportMeta> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const { config, configFile, dataDir } = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner, openForExport } = await import("@/lib/server/boot/owner");
  const owner = await findOwner(dataDir);
  const { signal } = context;
  if (owner) return (await owner.ask("export", request, { signal, onBytes: write })) as ExportMeta;
  const { exportSnapshot, NoSnapshotError } = await import("@/lib/server/usecases/export");
  const { planExport } = await import("@/lib/server/usecases/export-plan");
  const parts = await openForExport({ dataDir, config, configFile });
  if (!parts) throw new NoSnapshotError(`nothing was scanned into ${dataDir} yet: run \`podlens scan\` first`);
  const { activityRequest } = await import("@/lib/server/usecases/activity/check-export");
  try {
    const activity = activityRequest(request);
    const plan = (): ExportPlan => planExport({ ...request, labels: config.labels });
    const stream = activity
      ? parts.activity(activity, signal)
      : exportSnapshot(parts, plan(), request.snapshot, signal);
    for (;;) {
      const next = await stream.next();
      if (next.done) return next.value;
      await write(next.value);
    }
  } finally {
    await parts.close();
  }
}
