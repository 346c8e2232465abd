/** Findings as they are stored and sent to threads: chunks of raw deflate, so that a reader never needs all of them at once. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Finding } from "@/lib/domain/findings/finding";
import type { EvaluatedFindings } from "@/lib/view/findings/evaluate";
import type { FoundRow } from "./ports";

/** Findings in a chunk: about a megabyte of JSON. */
const AT_ONCE = 250;

export interface PackedEvaluation extends Omit<EvaluatedFindings, "findings"> {
  readonly rows: readonly FoundRow[];
  /** Base64 of chunks. */
  readonly chunks: readonly string[];
}

/** For a worker: compresses. */
export function packEvaluation({ findings, ...rest }: EvaluatedFindings): PackedEvaluation {
  const chunks: string[] = [];
  for (let at = 0; at < findings.length; at += AT_ONCE) {
    chunks.push(deflateRawSync(JSON.stringify(findings.slice(at, at + AT_ONCE))).toString("base64"));
  }
  return { ...rest, rows: findings.map(({ id, severity, rule }) => ({ id, severity, rule })), chunks };
}

/** One chunk after another, in the order in which they were packed. */
export function* unpackFindings(chunks: Iterable<Uint8Array>): Generator<Finding> {
  for (const chunk of chunks) yield* JSON.parse(inflateRawSync(chunk).toString("utf8")) as Finding[];
}
