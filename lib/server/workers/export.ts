/** Entry of the export worker: renders one export, a chunk for every credit that the reader grants. */
import { parentPort } from "node:worker_threads";
import type { ExportPlan } from "@/lib/contracts/export";
import { byteChunks } from "@/lib/server/export/chunks";
import { csvText } from "@/lib/server/export/csv";
import { jsonText } from "@/lib/server/export/json";
import type { FromWorker, ToWorker } from "@/lib/server/export/worker-messages";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import { renderExport } from "@/lib/server/usecases/render-export";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import { xlsxBytes } from "./xlsx";

let credits = 0;
let more: () => void = () => undefined;

function send(message: FromWorker): void {
  if (message.kind !== "chunk") {
    parentPort?.postMessage(message);
    return;
  }
  const bytes = new Uint8Array(message.bytes);
  parentPort?.postMessage({ kind: "chunk", bytes } satisfies FromWorker, [bytes.buffer]);
}

async function render(packed: PackedSnapshot, plan: ExportPlan): Promise<void> {
  const { text, rowCount } = await renderExport(unpackSnapshot(packed), plan, {
    json: jsonText,
    csv: csvText,
    xlsx: xlsxBytes,
  });
  for (const bytes of byteChunks(text)) {
    while (credits === 0) {
      await new Promise<void>((resolve) => {
        more = resolve;
      });
    }
    credits--;
    send({ kind: "chunk", bytes });
  }
  send({ kind: "end", rows: rowCount() });
}

parentPort?.on("message", (message: ToWorker) => {
  if (message.kind === "credit") {
    credits++;
    more();
    return;
  }
  render(message.packed, message.plan).catch((error: unknown) => {
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
