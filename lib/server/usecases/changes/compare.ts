/** Which two snapshots are compared, and what the comparison is given besides them. */
import { createHash } from "node:crypto";
import type { ChangeDetailQuery, ChangesExportQuery, ChangesQuery } from "@/lib/contracts/api";
import type { CompareInput } from "@/lib/view/changes";
import type { ActivityQueries } from "../activity/ports";
import { type AnalysisPort, AskError } from "../ask-snapshot";
import type { FindingStore } from "../findings/ports";
import type { SnapshotStore } from "../ports";
import { recordedBetween } from "./recorded";
import { resolveSnapshot, type SealedMeta } from "./snapshot-ref";

export interface Ends {
  readonly after: SealedMeta;
  /** null = there is none before it. */
  readonly before: SealedMeta | null;
}

export interface ChangesControl {
  /** Throws AskError where one that is named is not there. */
  ends(request: { readonly snapshot: string; readonly before: string }): Promise<Ends>;
  /** Another text as soon as the answer may be another one. */
  version(ends: Ends): Promise<string>;
  list(ends: Ends, query: ChangesQuery, signal?: AbortSignal): Promise<Uint8Array>;
  /** The text "null" where nothing of that id differs. */
  detail(ends: Ends, query: ChangeDetailQuery, signal?: AbortSignal): Promise<Uint8Array>;
  export(ends: Ends, query: Omit<ChangesExportQuery, "format">, signal?: AbortSignal): Promise<Uint8Array>;
}

export function createChanges(parts: {
  readonly store: Pick<SnapshotStore, "get" | "list">;
  readonly analysis: AnalysisPort;
  readonly activity: Pick<ActivityQueries, "changes" | "watched" | "version">;
  readonly findings: Pick<FindingStore, "run" | "chunks">;
}): ChangesControl {
  const { store, analysis, activity, findings } = parts;

  async function input({ before, after }: Ends): Promise<CompareInput> {
    if (before === null || before.id === after.id)
      return { beside: before?.id ?? null, findings: null, recorded: NOTHING_RECORDED, limits: [] };
    const [first, last] = before.startedAt < after.startedAt ? [before, after] : [after, before];
    const found = await findingsOf(before.id, after.id);
    return {
      beside: before.id,
      findings: found.stored,
      recorded: await recordedBetween(activity, first.startedAt, last.finishedAt),
      limits: found.limits,
    };
  }

  async function findingsOf(
    before: string,
    after: string,
  ): Promise<Pick<CompareInput, "limits"> & { stored: CompareInput["findings"] }> {
    const [was, is] = [await findings.run(before), await findings.run(after)];
    if (!was || !is) {
      const which = was ? "later" : is ? "earlier" : "earlier and the later";
      return { stored: null, limits: [`Findings are not compared: the ${which} snapshot was not evaluated.`] };
    }
    const only = [...new Set([...was.rules, ...is.rules])].filter(
      (rule) => !was.rules.includes(rule) || !is.rules.includes(rule),
    );
    const failed = [...was.failed, ...is.failed].map(({ rule }) => rule);
    const left = [...new Set([...only, ...failed])].sort();
    return {
      stored: {
        key: `${was.key} ${is.key} ${was.evaluatedAt} ${is.evaluatedAt}`,
        before: await findings.chunks(before),
        after: await findings.chunks(after),
        withoutRules: left,
      },
      limits: left.length === 0 ? [] : [`Not compared, since they were not run on both snapshots: ${left.join(", ")}.`],
    };
  }

  const ask: AnalysisPort["ask"] = (id, name, question, signal) => analysis.ask(id, name, question, signal);

  return {
    async ends({ snapshot, before }) {
      const after = await resolveSnapshot(store, snapshot);
      if (!after) throw new AskError(snapshot === "latest" ? "no-snapshot" : "snapshot-not-found");
      const beside = await resolveSnapshot(store, before, after);
      if (!beside && before !== "previous") throw new AskError("snapshot-not-found");
      return { after, before: beside };
    },
    async version({ before, after }) {
      const runs = before === null ? [] : [await findings.run(before.id), await findings.run(after.id)];
      const evaluated = runs.map((run) => run && [run.key, run.evaluatedAt]);
      const text = JSON.stringify([before?.id ?? null, after.id, evaluated, activity.version()]);
      return createHash("sha256").update(text).digest("base64url").slice(0, 22);
    },
    async list(ends, { offset, limit, kind, change, risk, q }, signal) {
      const question = { ...(await input(ends)), filter: { kind, change, risk, q }, window: { offset, limit } };
      return ask(ends.after.id, "changes", question, signal);
    },
    async detail(ends, { id }, signal) {
      return ask(ends.after.id, "change", { ...(await input(ends)), id }, signal);
    },
    async export(ends, { kind, change, risk, q }, signal) {
      const filter = { kind, change, risk, q };
      const text = { kind: kind.join(","), change: change.join(","), risk: risk.join(","), q };
      const filterText = Object.fromEntries(Object.entries(text).filter(([, value]) => value !== ""));
      return ask(ends.after.id, "changes-export", { ...(await input(ends)), filter, window: null, filterText }, signal);
    },
  };
}

const NOTHING_RECORDED: CompareInput["recorded"] = { events: [], cut: false, from: "", to: "", watched: [] };
