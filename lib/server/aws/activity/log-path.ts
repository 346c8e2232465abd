/** What the path of a log file tells. Source: CloudTrail User Guide, "Finding your CloudTrail log files". */

export interface LogPath {
  readonly account: string | null;
  readonly region: string | null;
  /** "2026-11-20" */
  readonly day: string | null;
}

const LAYOUT =
  /(?:^|\/)(\d{12})\/CloudTrail\/([a-z]{2,5}(?:-[a-z]{2,12}){1,2}-\d{1,2})\/(\d{4})\/(\d{2})\/(\d{2})\/[^/]*$/;
const NAME =
  /(?:^|\/)(\d{12})_CloudTrail_([a-z]{2,5}(?:-[a-z]{2,12}){1,2}-\d{1,2})_(\d{4})(\d{2})(\d{2})T\d{4}Z_[^/]*$/;
/** Folders that stand beside CloudTrail's own. */
const OTHER = /(?:^|\/)CloudTrail-(?:Digest|Insight|NetworkActivity|Aggregated)\//;

/** As CloudTrail names them, and as those do who write one record a line. */
const EXTENSION = /\.(?:json|jsonl|ndjson)(?:\.gz)?$/i;

/** null: no log file of events. */
export function readLogPath(path: string): LogPath | null {
  return EXTENSION.test(path) && !OTHER.test(path) ? toldByPath(path) : null;
}

/** The same of a file that somebody names, whatever its extension. */
export function toldByPath(path: string): LogPath {
  const [, account, region, year, month, day] = LAYOUT.exec(path) ?? NAME.exec(path) ?? [];
  if (account === undefined) return { account: null, region: null, day: null };
  return { account, region: region ?? null, day: `${year}-${month}-${day}` };
}
