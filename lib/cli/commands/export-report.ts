/** podlens export --view report */
import { basename } from "node:path";
import type { ReportRequest, SignedManifest } from "@/lib/server/usecases/reports/ports";
import { type CommandContext, EXIT, stringOption } from "../command";
import { fileTarget } from "../output-file";

/** FILE, FILE.manifest.json and, where a key is configured, FILE.manifest.json.sig. */
export async function exportReport(context: CommandContext): Promise<number> {
  const { options, output } = context;
  const { checkReport } = await import("@/lib/server/usecases/reports/make-report");
  const request = checkReport({
    kind: stringOption(options, "report") ?? "",
    format: stringOption(options, "format") ?? "",
    filter: stringOption(options, "filter") ?? "",
    snapshot: stringOption(options, "snapshot") ?? "latest",
  });
  const out = stringOption(options, "out");
  const target = out === undefined ? null : await fileTarget(out, context.workingFolder);
  let manifest: SignedManifest;
  try {
    const name = out === undefined ? `report.${request.format}` : basename(out);
    manifest = await writeReport(context, request, name, (bytes) =>
      target ? target.write(bytes) : output.result(bytes),
    );
    await target?.commit();
  } catch (error) {
    await target?.discard();
    throw error;
  }
  if (out === undefined) output.message(JSON.stringify(JSON.parse(manifest.text)));
  else {
    await put(context, `${out}.manifest.json`, Buffer.from(manifest.text));
    if (manifest.signature) await put(context, `${out}.manifest.json.sig`, manifest.signature);
  }
  return EXIT.done;
}

async function put(context: CommandContext, path: string, bytes: Uint8Array): Promise<void> {
  const beside = await fileTarget(path, context.workingFolder);
  await beside.write(bytes);
  await beside.commit();
}

/** Through the process that owns the store, else by itself. */
async function writeReport(
  context: CommandContext,
  request: ReportRequest,
  name: string,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<SignedManifest> {
  const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
  const { config, configFile, dataDir } = await loadRunSettings(context.env, context.workingFolder);
  const { findOwner, openForExport } = await import("@/lib/server/boot/owner");
  const { signal } = context;
  const owner = await findOwner(dataDir);
  if (owner) {
    const answer = (await owner.ask("report", { ...request, name }, { signal, onBytes: write })) as {
      readonly text: string;
      readonly signature: string | null;
    };
    return { ...answer, signature: answer.signature === null ? null : Buffer.from(answer.signature, "base64") };
  }
  const { NoSnapshotError } = await import("@/lib/server/usecases/export");
  const parts = await openForExport({ dataDir, config, configFile });
  if (!parts) throw new NoSnapshotError(`nothing was scanned into ${dataDir} yet: run \`podlens scan\` first`);
  const { makeReport, manifestOf } = await import("@/lib/server/usecases/reports/make-report");
  try {
    const dependencies = await parts.reports();
    const stream = makeReport(dependencies, request, { signal });
    for (;;) {
      const next = await stream.next();
      if (next.done) return manifestOf(next.value, name, dependencies.signer);
      await write(next.value);
    }
  } finally {
    await parts.close();
  }
}
