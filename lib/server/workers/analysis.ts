/** Entry of the analysis worker: keeps at most two snapshots open and answers questions about them. */
import { parentPort, workerData } from "node:worker_threads";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { LabelRules } from "@/lib/domain/identity/labels";
import { loadActionTable } from "@/lib/domain/policy/table";
import { packEvaluation, unpackFindings } from "@/lib/server/usecases/findings/pack";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import type { CompareInput } from "@/lib/view/changes";
import { findingsOf, openFindings } from "@/lib/view/findings/book";
import type { EvaluatedFindings } from "@/lib/view/findings/evaluate";
import { type QueryName, queries } from "@/lib/view/queries";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { warmUpSteps } from "@/lib/view/warm-up";
import type { FromWorker, ToWorker } from "./analysis-protocol";
import { createIdleWork } from "./idle-work";
import { createSnapshotCache } from "./snapshot-cache";

const open = createSnapshotCache<SnapshotView>(2);
const encoder = new TextEncoder();
const actions = await loadActionTable();
const { labels, warmUp } = workerData as { labels: LabelRules; warmUp: boolean };
const warming = createIdleWork((view: SnapshotView) => warmUpSteps.map((step) => () => step(view)));

function answer(message: ToWorker): FromWorker {
  if (message.type === "load") {
    const { snapshot } = message;
    open.put(snapshot.meta.id, () => {
      const content = unpackSnapshot(snapshot);
      return createSnapshotView(content, buildAccessModel(content), { actions, labels });
    });
    return { type: "loaded" };
  }
  const view = open.get(message.snapshotId);
  if (!view) return { type: "not-loaded" };
  if (message.type === "findings") {
    openFindings(view, message.state, message.chunks && [...unpackFindings(message.chunks)]);
    return { type: "loaded" };
  }
  const held = findingsOf(view);
  if (message.findings !== undefined && message.findings !== held?.token)
    return { type: "no-findings", held: held?.key ?? null };
  if (!Object.hasOwn(queries, message.name)) return { type: "failed", message: `no such question: ${message.name}` };
  const beside = besideOf(message.input);
  const other = beside === null ? null : open.get(beside);
  if (other === undefined) return { type: "not-loaded", snapshotId: beside ?? message.snapshotId };
  const query = queries[message.name as QueryName] as Query;
  const found = query(view, ready(message.input), other);
  if (warmUp) warming.begin(view);
  const answered = message.name === evaluating ? packEvaluation(found as EvaluatedFindings) : found;
  return { type: "answer", json: encoder.encode(JSON.stringify(answered)) };
}

/** What it finds is stored, so it leaves the worker packed. */
const evaluating: QueryName = "evaluate-findings";

/** Findings come as they are stored, and are unpacked where they are needed. */
function ready(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("findings" in input)) return input;
  const { findings } = input as Partial<CompareInput>;
  return findings?.key === undefined ? input : { ...input, findings: { ...findings, read: unpackFindings } };
}

type Query = (view: SnapshotView, input: unknown, beside: SnapshotView | null) => unknown;

/** The second snapshot that a question compares with. */
function besideOf(input: unknown): string | null {
  if (typeof input !== "object" || input === null || !("beside" in input)) return null;
  return typeof input.beside === "string" ? input.beside : null;
}

parentPort?.on("message", (message: ToWorker) => {
  let reply: FromWorker;
  try {
    reply = answer(message);
  } catch (error) {
    reply = { type: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(reply, reply.type === "answer" ? [reply.json.buffer as ArrayBuffer] : []);
});
