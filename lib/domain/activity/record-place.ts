/** Where a record came from, and text to paste that fetches it again: the raw record is not kept. */

/** As the ledger has it: the source's id, and the file or page of it. */
export interface RecordOrigin {
  readonly source: string;
  readonly key: string;
}

export interface RecordEvent {
  readonly eventId: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly region: string | null;
}

export interface RecordPlace {
  readonly kind: "s3" | "files" | "lookup-events" | "athena" | "unknown";
  /** Where it is from, a few words. */
  readonly from: string;
  /** Address of the file: "s3://…" or a path; null where it came in no file. */
  readonly file: string | null;
  /** Nothing of it is run. */
  readonly fetch: readonly { readonly title: string; readonly text: string }[];
}

const HISTORY_MS = 90 * 86_400_000;

/** `now`: epoch milliseconds; the event history goes back ninety days. */
export function recordPlace(event: RecordEvent, origin: RecordOrigin | null, now: number): RecordPlace {
  const found = placeOf(event, origin);
  const recent = now - Date.parse(event.time) < HISTORY_MS;
  const history = recent && event.region !== null ? [fromHistory(event.eventId, event.region)] : [];
  return { ...found, fetch: [...found.fetch, ...history] };
}

function placeOf(event: RecordEvent, origin: RecordOrigin | null): RecordPlace {
  if (origin === null) return { kind: "unknown", from: "a file that is not remembered", file: null, fetch: [] };
  const { key } = origin;
  const source = origin.source.replace(/^named:/, "");
  const colon = source.indexOf(":");
  const rest = source.slice(colon + 1);
  if (source.startsWith("s3:")) {
    const bucket = rest.split("/", 1)[0] ?? rest;
    const file = `s3://${bucket}/${key}`;
    const text = `aws s3 cp ${quoted(file)} - | ${unpack(key)}${pick(event.eventId)}`;
    return { kind: "s3", from: "a log file in a bucket", file, fetch: [{ title: "From the bucket", text }] };
  }
  if (source.startsWith("files:")) {
    const file = key === "" ? rest : `${rest.replace(/\/$/, "")}/${key}`;
    const text = `${file.endsWith(".gz") ? "gunzip -c" : "cat"} ${quoted(file)} | ${pick(event.eventId)}`;
    return { kind: "files", from: "a log file in a folder", file, fetch: [{ title: "From the file", text }] };
  }
  if (source.startsWith("athena:")) {
    const table = rest.slice(rest.indexOf("/") + 1);
    return {
      kind: "athena",
      from: "Athena's table of the trail",
      file: null,
      fetch: [{ title: "With Athena", text: statement(table, event) }],
    };
  }
  return { kind: "lookup-events", from: "CloudTrail's event history", file: null, fetch: [] };
}

function unpack(key: string): string {
  return key.endsWith(".gz") ? "gunzip | " : "";
}

/** Whatever stands around the records. */
function pick(eventId: string): string {
  return `jq ${quoted(`.. | objects | select(.eventID? == ${JSON.stringify(eventId)})`)}`;
}

function fromHistory(eventId: string, region: string): RecordPlace["fetch"][number] {
  return {
    title: "From the event history",
    text: `aws cloudtrail lookup-events --region ${quoted(region)} --lookup-attributes ${quoted(`AttributeKey=EventId,AttributeValue=${eventId}`)} --query 'Events[].CloudTrailEvent' --output text`,
  };
}

/** `table`: "database.table". A day's files hold events of the hours before, too. */
function statement(table: string, { eventId, time }: RecordEvent): string {
  const dot = table.indexOf(".");
  const name = [table.slice(0, dot), table.slice(dot + 1)].map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  return [
    `SELECT * FROM ${name}`,
    `WHERE eventid = ${text(eventId)} AND eventtime = ${text(`${time.slice(0, 19)}Z`)}`,
    `-- and its partition columns (account, region, day ${time.slice(0, 10)} or the next), so that less is scanned`,
  ].join("\n");
}

/** For a POSIX shell: nothing within single quotes means anything. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./:=,@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
