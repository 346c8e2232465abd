/** The records of whatever JSON somebody calls a log file: an envelope, a list, one record, lines, an answer of LookupEvents. */
import { type JsonObject, member, objectOf } from "@/lib/domain/activity/values";
import { FileSkipped } from "./inflate";

/** Records of a parsed value; null where it holds none. `found` false = no form that is known. */
export function recordsIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value.flatMap((item) => (isEnvelope(item) ? (recordsIn(item) ?? []) : [item]));
  const object = objectOf(value);
  if (object === null) return null;
  for (const name of ["Records", "records"]) {
    const records = member(object, name);
    if (Array.isArray(records)) return records;
  }
  const events = member(object, "Events");
  if (Array.isArray(events)) return events.map(fromLookup);
  return looksLikeRecord(object) ? [object] : null;
}

/** The whole text at once, else line by line, else value after value. Throws FileSkipped. */
export function recordsOfText(text: string): readonly unknown[] {
  try {
    const records = recordsIn(JSON.parse(text));
    if (records) return records;
    throw new FileSkipped("no-records");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return recordsOfValues(text) ?? recordsOfLines(text, error);
  }
}

/**
 * Values one after another with nothing but space between them, as Firehose puts log files together; null where they are
 * not all whole. Lines are such values, too, unless one of them is broken.
 */
export function recordsOfValues(text: string): readonly unknown[] | null {
  const records: unknown[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = endOfString(text, i);
      if (i < 0) return null;
    } else if (code === 0x7b || code === 0x5b) {
      if (depth === 0 && text.slice(from, i).trim() !== "") return null;
      if (depth++ === 0) from = i;
    } else if (code === 0x7d || code === 0x5d) {
      if (--depth < 0) return null;
      if (depth > 0) continue;
      const found = recordsIn(parsed(text.slice(from, i + 1)));
      if (found === null) return null;
      for (const record of found) records.push(record);
      from = i + 1;
    }
  }
  return depth === 0 && text.slice(from).trim() === "" && records.length > 0 ? records : null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the string that begins at `from` ends; -1 where it does not. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

/** JSON Lines, where the first line is a value of its own; a line that is none is a record that is none. */
function recordsOfLines(text: string, cause: SyntaxError): readonly unknown[] {
  const trimmed = text.trimStart();
  const end = trimmed.indexOf("\n");
  if (end < 0 || parsed(trimmed.slice(0, end)) === undefined) throw new FileSkipped(ended(trimmed, cause));
  const records: unknown[] = [];
  for (const line of trimmed.split("\n")) {
    if (line.trim() === "") continue;
    const value = parsed(line);
    for (const record of value === undefined ? [null] : (recordsIn(value) ?? [null])) records.push(record);
  }
  return records;
}

/** JSON that stops in the middle is half a file; other text is none of ours. */
function ended(text: string, { message }: SyntaxError): "truncated" | "not-json" {
  if (!/^[[{]/.test(text)) return "not-json";
  if (/unexpected end|unterminated|end of json/i.test(message)) return "truncated";
  const position = /at position (\d{1,12})/.exec(message)?.[1];
  return position !== undefined && Number(position) >= text.trimEnd().length ? "truncated" : "not-json";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): boolean {
  const object = objectOf(value);
  return object !== null && (Array.isArray(member(object, "Records")) || Array.isArray(member(object, "Events")));
}

/** An event of LookupEvents carries its record as text. */
function fromLookup(event: unknown): unknown {
  const text = member(objectOf(event), "CloudTrailEvent");
  return typeof text === "string" ? parsed(text) : event;
}

function looksLikeRecord(object: JsonObject): boolean {
  return ["eventName", "eventSource", "eventID", "eventTime"].some((name) => Object.hasOwn(object, name));
}
