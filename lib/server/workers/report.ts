/** Entry of the report worker: renders one report, a chunk for every credit that the reader grants. */
import { parentPort } from "node:worker_threads";
import { byteChunks } from "@/lib/server/export/chunks";
import { csvText } from "@/lib/server/export/csv";
import { jsonText } from "@/lib/server/export/json";
import { pdfBytes } from "@/lib/server/export/pdf";
import type { FromReportWorker, ToReportWorker } from "@/lib/server/export/report-messages";
import type { ReportProgress } from "@/lib/server/usecases/reports/ports";
import { renderReport } from "@/lib/server/usecases/reports/render-report";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import { xlsxBytes } from "./xlsx";

const writers = { json: jsonText, csv: csvText, xlsx: xlsxBytes, pdf: pdfBytes };
const OFTEN_MS = 100;

let credits = 0;
let more: () => void = () => undefined;
let told = 0;
let phase = "";

const send = (message: FromReportWorker, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);

function report(progress: ReportProgress): void {
  const now = performance.now();
  if (progress.phase === phase && now - told < OFTEN_MS) return;
  told = now;
  phase = progress.phase;
  send({ kind: "progress", progress });
}

async function render({ packed, work }: Extract<ToReportWorker, { kind: "start" }>): Promise<void> {
  const { bytes, title, source } = await renderReport(unpackSnapshot(packed), work, writers, report);
  for (const chunk of byteChunks(bytes)) {
    while (credits === 0) {
      await new Promise<void>((resolve) => {
        more = resolve;
      });
    }
    credits--;
    const own = new Uint8Array(chunk);
    send({ kind: "chunk", bytes: own }, [own.buffer]);
  }
  send({ kind: "end", facts: { title, source } });
}

parentPort?.on("message", (message: ToReportWorker) => {
  if (message.kind === "credit") {
    credits++;
    more();
    return;
  }
  render(message).catch((error: unknown) => {
    const { code, message: text, stack } = error as { code?: unknown; message?: unknown; stack?: unknown };
    send({
      kind: "error",
      code: typeof code === "string" ? code : null,
      message: String(text ?? error),
      stack: String(stack ?? ""),
    });
  });
});
send({ kind: "ready" });
