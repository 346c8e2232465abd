/** Entry of the sandbox's thread: starts the server, then does what the parent asks for. */
import { parentPort, workerData } from "node:worker_threads";
import { sandboxConfiguration, sandboxEnvironment } from "./configuration";
import { generateEstate } from "./estate/generate";
import { sampleEstate } from "./estate/sample/index";
import { type Sandbox, serve } from "./server";
import type { CallSummary, ThreadOptions, ThreadRequest } from "./thread";

const { options } = workerData as { options: ThreadOptions };
const { estate: described, ...rest } = options;
const estate = "sample" in described ? sampleEstate(described.sample) : generateEstate(described.generated);
const sandbox = await serve({ ...rest, estate });

parentPort?.on("message", async ({ id, request }: { id: number; request: ThreadRequest }) => {
  parentPort?.postMessage({ kind: "answer", id, value: await act(request) });
});
parentPort?.postMessage({
  kind: "started",
  started: { url: sandbox.url, environment: sandboxEnvironment(sandbox), configuration: sandboxConfiguration(estate) },
});

async function act(request: ThreadRequest): Promise<unknown> {
  switch (request.verb) {
    case "faults":
      return sandbox.faults.set(request.rules);
    case "rates":
      return sandbox.rates.set(request.rules);
    case "expire-sessions":
      return sandbox.expireSessions();
    case "reset-calls":
      return sandbox.calls.reset();
    case "summary":
      return summarise(sandbox);
    case "records":
      return sandbox.calls.records;
    case "close":
      return await sandbox.close();
  }
}

function summarise({ calls }: Sandbox): CallSummary {
  const statuses: Record<string, number> = {};
  for (const { status } of calls.records) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    total: calls.total,
    counts: calls.counts(),
    statuses,
    repeated: calls.repeated().reduce((sum, entry) => sum + entry.times - 1, 0),
    firstAt: calls.records[0]?.at ?? null,
    lastAt: calls.records.at(-1)?.at ?? null,
  };
}
