/** Makes a report: chooses the snapshot, gathers what the store knows, has it rendered off the main thread. */
import { createHash } from "node:crypto";
import type { LabelRules } from "@/lib/contracts/export";
import {
  type ReportFormat,
  type ReportKind,
  type ReportManifest,
  type ReportSource,
  reportFormats,
  reportKinds,
} from "@/lib/contracts/report";
import { NoSnapshotError } from "../export";
import { ExportRequestError, parseFindingsFilter } from "../export-plan";
import type { SnapshotStore } from "../ports";
import { chooseSnapshot } from "../snapshots";
import type { ManifestSigner, ReportParts, ReportProgress, ReportRequest, ReportRunner, SignedManifest } from "./ports";

export interface ReportDependencies extends ReportParts {
  readonly snapshots: Pick<SnapshotStore, "get" | "load">;
  readonly runner: ReportRunner;
  readonly labels: LabelRules;
  readonly signer: ManifestSigner | null;
}

/** Everything of the manifest that does not hang on the file's name. */
export interface MadeReport {
  readonly report: ReportKind;
  readonly title: string;
  readonly source: ReportSource;
  readonly bytes: number;
  readonly sha256: string;
}

/** Throws ExportRequestError for a kind, format or filter that is not there. */
export function checkReport(request: {
  readonly kind: string;
  readonly format: string;
  readonly filter: string;
  readonly snapshot: string;
}): ReportRequest {
  const { kind, format, snapshot } = request;
  if (!(reportKinds as readonly string[]).includes(kind))
    throw new ExportRequestError(`there is no report ${JSON.stringify(kind)}: there are ${reportKinds.join(", ")}`);
  if (!(reportFormats as readonly string[]).includes(format))
    throw new ExportRequestError(
      `cannot write a report as ${JSON.stringify(format)}: there are ${reportFormats.join(", ")}`,
    );
  const filter = request.filter.replace(/^\?/, "");
  parseFindingsFilter(filter);
  return { kind: kind as ReportKind, format: format as ReportFormat, filter, snapshot };
}

/** Yields the bytes, returns what they are. Throws `export/no-snapshot`, `export/bad-request`. */
export async function* makeReport(
  dependencies: ReportDependencies,
  request: ReportRequest,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (progress: ReportProgress) => void } = {},
): AsyncGenerator<Uint8Array, MadeReport> {
  const choice = await chooseSnapshot(dependencies.snapshots, request.snapshot);
  if (choice.kind !== "found") throw new NoSnapshotError(choice.message);
  const { meta } = choice;
  const { kind, format, filter } = request;
  options.onProgress?.({ phase: "reading", page: 0, pages: 0 });
  const findings = await dependencies.findings(meta.id);
  const [trend, review] = await Promise.all([dependencies.trend(meta), dependencies.review(meta)]);
  options.signal?.throwIfAborted();
  const packed = await dependencies.snapshots.load(meta.id);
  if (!packed) throw new NoSnapshotError(`snapshot ${meta.id} was removed while it was being read`);
  const { runner, labels } = dependencies;
  const stream = runner.render(packed, { kind, format, filter, labels, findings, trend, review }, options);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for (;;) {
      const next = await stream.next();
      if (!next.done) {
        hash.update(next.value);
        bytes += next.value.length;
        yield next.value;
        continue;
      }
      const { title, source } = next.value;
      return { report: kind, title, source, bytes, sha256: hash.digest("hex") };
    }
  } finally {
    await stream.return({} as never);
  }
}

/** Detached: it names the file by its hash, and is signed as a whole. */
export function manifestOf(made: MadeReport, name: string, signer: ManifestSigner | null): SignedManifest {
  const { report, title, source, bytes, sha256 } = made;
  const manifest: ReportManifest = {
    format: "podlens.report-manifest/v1",
    report,
    title,
    pointInTime: source.pointInTime,
    toolVersion: source.toolVersion,
    snapshot: source.snapshot,
    scope: source.scope,
    filter: source.filter,
    rows: source.rows,
    gaps: source.gaps,
    files: [{ name, bytes, sha256 }],
    signature: signer ? { algorithm: "Ed25519", keySha256: signer.keySha256 } : null,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  return { text, signature: signer ? signer.sign(Buffer.from(text, "utf8")) : null };
}
