/** What reports need from the outside. */
import type { FindingTrendPoint, ReportJob } from "@/lib/contracts/api";
import type { LabelRules } from "@/lib/contracts/export";
import type { ReportFormat, ReportKind, ReportSource } from "@/lib/contracts/report";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { AccessReviewReportInput } from "@/lib/view/reports/input";
import type { LoadedState } from "../findings/control";
import type { PackedSnapshot } from "../ports";

export interface ReportRequest {
  readonly kind: ReportKind;
  readonly format: ReportFormat;
  /** A snapshot's id, or "latest". */
  readonly snapshot: string;
  /** Query string of the page /findings; "" = everything. */
  readonly filter: string;
}

/** What the worker is given beside the snapshot. */
export interface ReportWork extends Omit<ReportRequest, "snapshot"> {
  readonly labels: LabelRules;
  readonly findings: LoadedState;
  readonly trend: readonly FindingTrendPoint[];
  readonly review: AccessReviewReportInput | null;
}

/** What it says of the file when it is done. */
export interface ReportFacts {
  readonly title: string;
  readonly source: ReportSource;
}

export interface ReportProgress {
  readonly phase: "reading" | "laying out" | "writing";
  readonly page: number;
  /** 0 = not known. */
  readonly pages: number;
}

/** Renders reports off the main thread, no faster than they are taken. Ends (and frees its thread) when the reader stops. */
export interface ReportRunner {
  /** Buffers of `packed` are transferred. */
  render(
    packed: PackedSnapshot,
    work: ReportWork,
    options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (progress: ReportProgress) => void },
  ): AsyncGenerator<Uint8Array, ReportFacts>;
}

/** Ed25519 over the bytes of a manifest. */
export interface ManifestSigner {
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), lower-case hex. */
  readonly keySha256: string;
  sign(bytes: Uint8Array): Uint8Array;
}

export interface ReportParts {
  /** Of a sealed snapshot, evaluated where they are not yet. */
  readonly findings: (snapshotId: string) => Promise<LoadedState>;
  /** Oldest first, up to the snapshot. */
  readonly trend: (meta: SnapshotMeta) => Promise<readonly FindingTrendPoint[]>;
  /** The newest review that was started up to the snapshot's end; null = none. */
  readonly review: (meta: SnapshotMeta) => Promise<AccessReviewReportInput | null>;
}

/** Files of finished reports in the data folder, each in a folder of its own. */
export interface ReportFiles {
  /** A file that is being written: kept when it is committed, with what is known of it. */
  begin(id: string): Promise<{
    write(bytes: Uint8Array): Promise<void>;
    commit(job: ReportJob, manifest: SignedManifest): Promise<void>;
    discard(): Promise<void>;
  }>;
  /** Of finished reports, in no order. What cannot be read is left out. */
  list(): Promise<ReportJob[]>;
  /** null where there is none. */
  read(id: string, what: "file" | "manifest" | "signature"): Promise<ReportBytes | null>;
  remove(id: string): Promise<void>;
}

export interface ReportBytes {
  readonly name: string;
  readonly size: number;
  readonly stream: ReadableStream<Uint8Array>;
}

export interface SignedManifest {
  /** The file FILE.manifest.json. */
  readonly text: string;
  /** The file FILE.manifest.json.sig: 64 bytes; null = no key is configured. */
  readonly signature: Uint8Array | null;
}
