/** Answers about findings that need more than the analysis worker knows. */
import type {
  AcceptanceAnswer,
  AcceptanceBody,
  AcceptancesAnswer,
  FindingTrendAnswer,
  FindingTrendPoint,
} from "@/lib/contracts/api";
import { acceptanceState } from "@/lib/domain/findings/triage";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { Sighting } from "@/lib/view/findings/detail";
import type { AnalysisPort } from "../ask-snapshot";
import type { SnapshotStore } from "../ports";
import type { FindingStore } from "./ports";
import type { TriageBook } from "./triage-book";

export interface FindingAnswers {
  /** Where a finding was found, oldest first. */
  sightings(id: string, snapshot: string): Promise<readonly Sighting[]>;
  trend(snapshot: string, days: number): Promise<FindingTrendAnswer>;
  acceptances(snapshot: string): Promise<AcceptancesAnswer>;
  accept(body: AcceptanceBody, by: string): Promise<AcceptancesAnswer>;
  revoke(id: string, by: string): Promise<AcceptancesAnswer>;
}

const dayMs = 24 * 3600_000;

export function createFindingAnswers(parts: {
  readonly snapshots: Pick<SnapshotStore, "get">;
  readonly findings: FindingStore;
  readonly triage: TriageBook;
  readonly analysis: AnalysisPort;
}): FindingAnswers {
  const { snapshots, findings, triage, analysis } = parts;

  const sealed = async (id: string): Promise<(SnapshotMeta & { readonly finishedAt: string }) | null> => {
    const meta = await snapshots.get(id);
    if (!meta || meta.finishedAt === null || (meta.status !== "complete" && meta.status !== "partial")) return null;
    return { ...meta, finishedAt: meta.finishedAt };
  };
  const ask = async <T>(...question: Parameters<AnalysisPort["ask"]>): Promise<T> =>
    JSON.parse(new TextDecoder().decode(await analysis.ask(...question))) as T;

  async function acceptances(snapshot: string): Promise<AcceptancesAnswer> {
    const { acceptances: all, now, muteFileError } = await triage.state();
    const meta = await sealed(snapshot);
    const answers = meta
      ? await ask<AcceptanceAnswer[]>(meta.id, "finding-acceptances", {})
      : all.map((each) => ({ ...each, state: acceptanceState(each, now), matches: 0 }));
    return {
      acceptances: answers,
      muteFile: triage.muteFile === null ? null : { path: triage.muteFile, error: muteFileError },
    };
  }

  return {
    acceptances,
    async sightings(id, snapshot) {
      const meta = await sealed(snapshot);
      return meta ? findings.sightings(id, meta) : [];
    },
    async trend(snapshot, days) {
      const meta = await sealed(snapshot);
      if (!meta) return { points: [] };
      // Its own counts are those of triage as it is now; the others keep those of their time.
      const now = await ask<Pick<FindingTrendPoint, "open" | "accepted">>(meta.id, "finding-counts", {});
      const from = new Date(Date.parse(meta.finishedAt) - days * dayMs).toISOString();
      const runs = await findings.runs(meta.scope, from, meta.finishedAt);
      return {
        points: runs.map(({ snapshotId, at, engineVersion, open, accepted }) => ({
          snapshotId,
          at,
          engineVersion,
          ...(snapshotId === meta.id ? now : { open, accepted }),
        })),
      };
    },
    async accept(body, by) {
      await triage.accept(body, by);
      return acceptances("latest");
    },
    async revoke(id, by) {
      await triage.revoke(id, by);
      return acceptances("latest");
    },
  };
}
