/** CSV and XLSX of many rows, and a PDF of some two hundred pages: memory above idle, and how responsive the process stays. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import { deflateRawSync } from "node:zlib";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import { accessEstate } from "../access/estate";
import type { Benchmark } from "../report";
import type { Order, Written } from "./write-process";

const ROWS = 100_000;
/** A row of the evidence takes some three lines on paper. */
const PAPER_ROWS = 6_000;
const BOUND = 400;

function packed(content: SnapshotContent): PackedSnapshot {
  const pack = (text: string) => new Uint8Array(deflateRawSync(text));
  return {
    meta: content.meta,
    parts: content.parts.map((part) => ({
      key: [part.kind, part.accountId, part.region ?? "", part.clusterArn ?? ""].join("|"),
      readAt: part.readAt,
      hash: "",
      body: pack(JSON.stringify(part.facts)),
    })),
    gaps: content.gaps,
    documents: [...content.documents].map(([hash, text]) => ({ hash, body: pack(text) })),
  };
}

function written(order: Order): Promise<Written> {
  const child = fork(new URL("./write-process.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as Written));
    child.once("exit", (code) => reject(new Error(`the writing process ended with code ${code}`)));
    child.send(order);
  });
}

export const benchmark: Benchmark = {
  async run(report, [given]) {
    const rows = given === undefined ? ROWS : Number(given);
    if (!Number.isInteger(rows) || rows < 1) throw new Error(`not a number of rows: ${given}`);
    const folder = mkdtempSync(join(tmpdir(), "podlens-bench-reports-"));
    try {
      const estate = (bindings: number) => {
        const path = join(folder, String(bindings));
        const size = { bindings, roles: Math.max(10, Math.round(bindings / 10)), documents: 200 };
        writeFileSync(path, v8.serialize(packed(accessEstate(size))));
        return path;
      };
      const large = estate(rows);
      const paper = estate(Math.min(rows, PAPER_ROWS));
      for (const what of ["csv", "xlsx", "pdf"] as const) {
        const done = await written({ snapshot: what === "pdf" ? paper : large, what });
        const size = what === "pdf" ? `${done.pages} pages` : `${done.rows} rows`;
        report.note(`${what}: ${size}, ${(done.bytes / 1e6).toFixed(1)} MB in ${done.seconds.toFixed(1)} s`);
        report.row({
          name: `${what}, ${size}: peak above idle`,
          ours: `${done.aboveIdle.toFixed(0)} MiB`,
          against: `${BOUND} MiB`,
          ratio: `${(done.aboveIdle / BOUND).toFixed(2)} ×`,
          goal: `≤ ${BOUND} MiB`,
          met: done.aboveIdle <= BOUND,
        });
        report.row({
          name: `${what}, ${size}: longest block of the main thread`,
          ours: `${done.longestBlock.toFixed(0)} ms`,
          against: "",
          ratio: "",
          goal: "",
          met: null,
        });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
