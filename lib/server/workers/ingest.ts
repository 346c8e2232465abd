/** Entry of a thread that reads log files. One file at a time; what it finds goes out in batches. */
import { parentPort, workerData } from "node:worker_threads";
import type { Batch } from "@/lib/server/usecases/activity/ports";
import { giveWay } from "./give-way";
import { release } from "./ingest/inflate";
import type { FileMessage, FromWorker, ScannerKind, ToWorker } from "./ingest/protocol";
import { createByteScanner } from "./ingest/scan/byte-scanner";
import type { RowScanner } from "./ingest/scan/rows";
import { createWasmScanner } from "./ingest/scan/wasm-scanner";
import { createScanner } from "./ingest/scanner";

/** `scanner`: "javascript" where it is to do without WebAssembly. */
const { scanner: wanted } = workerData as { readonly scanner?: ScannerKind };
giveWay();
const scanner = createScanner(wanted === "javascript" ? createByteScanner() : bestScanner());

function bestScanner(): RowScanner {
  try {
    return createWasmScanner();
  } catch {
    // An engine without SIMD, or one that may not make code.
    return createByteScanner();
  }
}

function send(message: FromWorker): void {
  if (message.kind !== "batch") {
    parentPort?.postMessage(message);
    return;
  }
  const { ids, times, columns } = message.batch;
  const buffers = [ids.buffer, times.buffer, ...columns.map((column) => column.buffer)] as ArrayBuffer[];
  parentPort?.postMessage(message, buffers);
}

async function read(message: FileMessage): Promise<void> {
  const { file, account } = message;
  const emit = (batch: Batch) => send({ kind: "batch", file, batch, last: false, bytes: 0, tooLarge: 0 });
  let found = { bytes: 0, tooLarge: 0 };
  if (message.kind === "file") {
    const { stored } = message;
    found = await scanner.scan(stored, account, emit);
    if ("bytes" in stored) release(stored.bytes);
  } else scanner.records(message.records, account);
  send({ kind: "batch", file, batch: scanner.finish(), last: true, ...found });
}

parentPort?.on("message", (message: ToWorker) => {
  if (message.kind === "reset") {
    scanner.reset();
    return;
  }
  read(message).catch((error: unknown) => {
    const { name, code } = error as { name?: unknown; code?: unknown };
    if (name === "FileSkipped") send({ kind: "skipped", file: message.file, reason: code as never });
    else send({ kind: "failed", file: message.file, message: error instanceof Error ? error.message : String(error) });
  });
});
send({ kind: "ready" });
