/**
 * Entry of the worker that writes a workbook of rows that only the main thread can read. It asks for rows and hands over
 * bytes one after the other, and sleeps between question and answer: the writer is one plain loop.
 */
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import type { FromTableWorker, TableWorkerData, ToTableWorker } from "@/lib/server/export/table-messages";
import type { AboutLine, CellText } from "@/lib/view/spreadsheet/workbook";
import { xlsxBytes } from "./xlsx";

const { port, gate, head } = workerData as TableWorkerData;
const BATCH = 256 * 1024;

function ask(message: FromTableWorker, transfer: ArrayBuffer[] = []): ToTableWorker {
  port.postMessage(message, transfer);
  for (;;) {
    const seen = Atomics.load(gate, 0);
    const reply = receiveMessageOnPort(port);
    if (reply) return reply.message as ToTableWorker;
    Atomics.wait(gate, 0, seen);
  }
}

let about: readonly AboutLine[] = [];

function* rows(): Generator<readonly CellText[]> {
  for (;;) {
    const reply = ask({ kind: "more" });
    if (reply.kind === "rows") yield* reply.rows;
    else if (reply.kind === "end") {
      about = reply.about;
      return;
    }
  }
}

function hand(chunks: readonly Uint8Array[]): void {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  ask({ kind: "chunk", bytes }, [bytes.buffer]);
}

const table = { columns: head.columns, types: head.types, rows: rows() };
let pending: Uint8Array[] = [];
let length = 0;
for (const chunk of xlsxBytes({ ...head, sheets: [{ name: head.sheet, table }], about: () => about })) {
  pending.push(chunk);
  length += chunk.length;
  if (length < BATCH) continue;
  hand(pending);
  pending = [];
  length = 0;
}
if (pending.length > 0) hand(pending);
port.postMessage({ kind: "done" } satisfies FromTableWorker);
