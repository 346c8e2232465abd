/**
 * Parses a record, most of them without what their request and response say: only assumptions and changes are asked for
 * that, and it is half of the text. What is cut out lies between two members of the record. Where one of the two is a
 * member of something inside it, what is left is no JSON, and the whole is parsed.
 */
import { callerOf } from "@/lib/domain/activity/caller";
import type { CallerFacts } from "@/lib/domain/activity/record";

const FROM = '"requestParameters":';
const TO = ',"requestID":"';
const SOURCE = '"eventSource":"';
/** Sources whose requests matter. */
const NEEDED = ["sts.", "eks", "iam.", "cloudtrail.", "organizations."];

const IDENTITY = '","userIdentity":{';
const TIME = ',"eventTime":"';
/** Callers whose text is held, and how long that may be. */
const HELD = 20_000;
const LONGEST_IDENTITY = 4_096;

/** Parses records one after another, and remembers how their callers were written: few make nearly all of the calls. */
export class SliceParser {
  private readonly callers = new Map<string, CallerFacts>();
  /** Of the record that was parsed last, where it is known; its `userIdentity` is left out then. */
  caller: CallerFacts | undefined = undefined;

  /** As JSON.parse, without `requestParameters`, `responseElements` and `additionalEventData` where nobody asks for them. */
  parse(text: string): unknown {
    this.caller = undefined;
    const source = text.indexOf(SOURCE);
    if (source >= 0 && !isNeeded(text, source + SOURCE.length)) {
      const from = text.indexOf(FROM, source);
      const to = from < 0 ? -1 : text.indexOf(TO, from);
      if (to > from) return this.shortened(text, source, from, to);
    }
    return JSON.parse(text) as unknown;
  }

  private shortened(text: string, source: number, from: number, to: number): unknown {
    // The text of an object that was parsed before, at a place where a member's value begins: it ends where it ended then.
    const opening = text.indexOf(IDENTITY);
    const isFirst = opening > 0 && opening < 40 && isDigit(text.charCodeAt(opening - 1));
    const time = isFirst ? text.indexOf(TIME, opening) : -1;
    let written: string | null = null;
    let known: CallerFacts | undefined;
    if (time > 0 && time < source && time - opening < LONGEST_IDENTITY) {
      written = text.slice(opening + IDENTITY.length - 1, time);
      known = this.callers.get(written);
    }
    const head = known === undefined ? text.slice(0, from) : text.slice(0, opening + 1) + text.slice(time, from);
    try {
      const value = JSON.parse(head + text.slice(to + 1)) as { readonly eventSource?: unknown; userIdentity?: unknown };
      // The first "eventSource" of the text need not have been the record's own.
      if (typeof value.eventSource === "string" && !isNeeded(value.eventSource, 0)) {
        if (known === undefined) {
          if (written !== null) this.learn(written);
          return value;
        }
        if (value.userIdentity === undefined) {
          this.caller = known;
          return value;
        }
      }
    } catch {
      // Cut in the wrong place.
    }
    return JSON.parse(text) as unknown;
  }

  private learn(written: string): void {
    let caller: CallerFacts;
    try {
      caller = callerOf(JSON.parse(written));
    } catch {
      return;
    }
    if (this.callers.size >= HELD) this.callers.clear();
    // A copy: a slice would keep the whole file's text.
    this.callers.set(Buffer.from(written).toString(), caller);
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isNeeded(text: string, at: number): boolean {
  for (const start of NEEDED) if (text.startsWith(start, at)) return true;
  return false;
}
