/** The difference of two snapshots as a document, for the command line. */
import { beforeParam, changesExportQuery } from "@/lib/contracts/api";
import { AskError } from "../ask-snapshot";
import type { ChangesControl } from "./compare";

export interface DiffRequest {
  readonly before: string;
  readonly snapshot: string;
  /** Query string of the page. */
  readonly filter: string;
}

export class DiffError extends Error {
  readonly code = "diff/bad-request";
  override readonly name = "DiffError";
}

/** Throws DiffError naming what is not understood. */
export function readDiff({ before, snapshot, filter }: DiffRequest) {
  for (const each of [before, snapshot]) {
    if (!beforeParam.safeParse(each).success)
      throw new DiffError(
        `${JSON.stringify(each.slice(0, 80))} is no snapshot: give an id, latest, previous, a day or a time`,
      );
  }
  const values = Object.fromEntries(new URLSearchParams(filter));
  const query = changesExportQuery.omit({ snapshot: true, before: true, format: true }).safeParse(values);
  if (!query.success) throw new DiffError(`--filter: ${query.error.issues[0]?.message ?? "not understood"}`);
  return query.data;
}

/** JSON of a ChangesExport. Throws AskError where one of the two is not there. */
export async function diffSnapshots(
  changes: ChangesControl,
  request: DiffRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const filter = readDiff(request);
  const ends = await changes.ends(request);
  if (ends.before === null) throw new AskError("snapshot-not-found");
  return changes.export(ends, { ...request, ...filter }, signal);
}
