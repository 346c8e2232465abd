/** The scanner in plain JavaScript: over the unpacked bytes, which are never made into a text as a whole. */
import { ByteTable, FULL, HEAD } from "./byte-table";
import { afterSpace, endOfString, endOfValue, isText } from "./json";
import {
  ACCOUNT,
  AGENT,
  API,
  APIS,
  CALLER,
  CALLERS,
  ERROR,
  FROM,
  LONGEST,
  LONGEST_AGENT,
  MOST_ROWS,
  NET,
  PARSE,
  REGION,
  RESOURCE,
  ROW,
  type RowScanner,
  TABLES,
  type Table,
  TEXTS,
  TIME,
  TO,
} from "./rows";

/** Members that are looked at. Their places are those of MEMBERS. */
const VERSION = 0;
const IDENTITY = 1;
const EVENT_TIME = 2;
const SOURCE = 3;
const NAME = 4;
const AWS_REGION = 5;
const ADDRESS = 6;
const USER_AGENT = 7;
const ERROR_CODE = 8;
const EVENT_ID = 9;
const READ_ONLY = 10;
const RESOURCES = 11;
const EVENT_TYPE = 12;
const CATEGORY = 13;
const RECIPIENT = 14;
const ENDPOINT = 15;
const DIGEST = 16;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const MEMBERS = [
  "eventVersion",
  "userIdentity",
  "eventTime",
  "eventSource",
  "eventName",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "errorCode",
  "eventID",
  "readOnly",
  "resources",
  "eventType",
  "eventCategory",
  "recipientAccountId",
  "vpcEndpointId",
  "digestS3Bucket",
].map(bytesOf);
/** By length, first and seventh letter, which no two of them share. */
const BY_SHAPE = new Int8Array(32 * 256).fill(-1);
for (const [member, name] of MEMBERS.entries()) BY_SHAPE[shape(name, 0, name.length)] = member;

const RECORDS = bytesOf("Records");
const INSIGHT = bytesOf("AwsCloudTrailInsight");
const ARN = bytesOf("ARN");
const SMALL_ARN = bytesOf("arn");
const BUCKETS = bytesOf(":s3:::");
const NULL = bytesOf("null");
const TRUE = bytesOf("true");
const FALSE = bytesOf("false");

const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 10; i++) HEX[0x30 + i] = i;
for (let i = 0; i < 6; i++) {
  HEX[0x61 + i] = 10 + i;
  HEX[0x41 + i] = 10 + i;
}

function shape(bytes: Uint8Array, from: number, length: number): number {
  return (length << 8) | ((bytes[from + 6]! + bytes[from]!) & 0xff);
}

/** Which member of a record the name is; -1 = none that is looked at. */
function memberNamed(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 7 || length > 18) return -1;
  const member = BY_SHAPE[shape(bytes, from, length)]!;
  return member >= 0 && isText(bytes, from, to, MEMBERS[member]!) ? member : -1;
}

export function createByteScanner(): RowScanner {
  return new ByteScanner();
}

class ByteScanner implements RowScanner {
  readonly rows = new Int32Array(MOST_ROWS * ROW);
  private readonly tables = TABLES.map(({ entries, bytes }) => new ByteTable(entries, bytes));
  private readonly texts = this.tables[TEXTS]!;
  private readonly callers = this.tables[CALLERS]!;
  private readonly apis = this.tables[APIS]!;
  /** Where the record's members begin and end, without quotes; 0 = absent or null. */
  private readonly begins = new Int32Array(MEMBERS.length);
  private readonly ends = new Int32Array(MEMBERS.length);
  /** Texts that are put together. */
  private readonly joined: Buffer = Buffer.alloc(4 * LONGEST);
  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  /** Of the record, where it has one. */
  private caller = -1;
  /** Something of the record is not as it nearly always is: it is parsed. */
  private odd = false;

  scan(bytes: Uint8Array): number {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.byteLength;
    try {
      return this.file();
    } finally {
      this.bytes = Buffer.alloc(0);
    }
  }

  count(table: Table): number {
    return this.tables[table]!.count;
  }

  entry(table: Table, number: number): string {
    return table === CALLERS ? this.callers.utf8(number) : this.tables[table]!.text(number);
  }

  isFull(table: Table): boolean {
    return this.tables[table]!.isFull;
  }

  clear(table: Table): void {
    this.tables[table]!.clear();
  }

  private file(): number {
    const { bytes, end } = this;
    const start = end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    let at = afterSpace(bytes, start, end);
    if (bytes[at] !== 0x7b) return -1;
    at = afterSpace(bytes, at + 1, end);
    if (bytes[at] !== 0x22 || !isText(bytes, at + 1, end, RECORDS) || bytes[at + 8] !== 0x22) return -1;
    at = afterSpace(bytes, at + 9, end);
    if (bytes[at] !== 0x3a) return -1;
    at = afterSpace(bytes, at + 1, end);
    if (bytes[at] !== 0x5b) return -1;
    at = afterSpace(bytes, at + 1, end);
    let count = 0;
    if (bytes[at] !== 0x5d) {
      for (;;) {
        if (count === MOST_ROWS) return -1;
        const to = this.record(at, count * ROW);
        if (to === 0) return -1;
        count++;
        at = afterSpace(bytes, to, end);
        if (bytes[at] !== 0x2c) break;
        at = afterSpace(bytes, at + 1, end);
      }
      if (bytes[at] !== 0x5d) return -1;
    }
    at = afterSpace(bytes, at + 1, end);
    if (bytes[at] !== 0x7d) return -1;
    return afterSpace(bytes, at + 1, end) === end ? count : -1;
  }

  /** Behind the record, whose row is written; 0 = no JSON. */
  private record(from: number, row: number): number {
    const { rows } = this;
    const to = this.bytes[from] === 0x7b ? this.members(from) : this.noRecord(from);
    rows[row + FROM] = from;
    rows[row + TO] = to;
    rows[row + API] = PARSE;
    if (to !== 0 && !this.odd) this.write(row);
    return to;
  }

  private noRecord(from: number): number {
    this.odd = true;
    return endOfValue(this.bytes, from, this.end);
  }

  private members(from: number): number {
    const { bytes, end, begins } = this;
    begins.fill(0);
    this.odd = false;
    let at = afterSpace(bytes, from + 1, end);
    if (bytes[at] === 0x7d) return at + 1;
    for (;;) {
      if (bytes[at] !== 0x22) return 0;
      const name = at + 1;
      const quote = endOfString(bytes, name, end);
      if (quote === 0) return 0;
      const close = quote < 0 ? -quote : quote;
      at = afterSpace(bytes, close + 1, end);
      if (bytes[at] !== 0x3a) return 0;
      at = afterSpace(bytes, at + 1, end);
      let member = -1;
      // Written with escapes it may be any of them.
      if (quote < 0) this.odd = true;
      else member = memberNamed(bytes, name, close);
      at = member < 0 ? endOfValue(bytes, at, end) : this.value(member, at);
      if (at === 0) return 0;
      at = afterSpace(bytes, at, end);
      const next = bytes[at];
      if (next === 0x7d) return at + 1;
      if (next !== 0x2c) return 0;
      at = afterSpace(bytes, at + 1, end);
    }
  }

  /** Notes where the member's value is. Behind the value; 0 = no JSON. */
  private value(member: number, at: number): number {
    const { bytes, end } = this;
    if (this.begins[member] !== 0) this.odd = true;
    if (member === RESOURCES) return this.resources(at);
    if (member === IDENTITY) return this.identity(at);
    if (bytes[at] === 0x22) return this.string(member, at);
    const to = endOfValue(bytes, at, end);
    if (to === 0) return 0;
    if (member === READ_ONLY && (isText(bytes, at, end, TRUE) || isText(bytes, at, end, FALSE)))
      this.note(READ_ONLY, at, to);
    else if (!isText(bytes, at, end, NULL)) this.odd = true;
    return to;
  }

  /** One that was read before ends where it ended then, whatever is in it. */
  private identity(at: number): number {
    const { bytes, end, callers } = this;
    if (bytes[at] !== 0x7b) {
      this.odd = true;
      return endOfValue(bytes, at, end);
    }
    let caller = callers.find(bytes, at, end);
    let to: number;
    if (caller >= 0) to = at + callers.length(caller);
    else {
      to = endOfValue(bytes, at, end);
      if (to === 0) return 0;
      caller = to - at < HEAD ? callers.number(bytes, at, to) : callers.addByHead(bytes, at, to);
    }
    this.caller = caller;
    this.note(IDENTITY, at, to);
    return to;
  }

  private string(member: number, at: number): number {
    const quote = endOfString(this.bytes, at + 1, this.end);
    if (quote <= 0) {
      this.odd = true;
      return quote === 0 ? 0 : 1 - quote;
    }
    if (quote - at > LONGEST) this.odd = true;
    // An empty one is none.
    if (quote > at + 1) this.note(member, at + 1, quote);
    return quote + 1;
  }

  private note(member: number, begin: number, to: number): void {
    this.begins[member] = begin;
    this.ends[member] = to;
  }

  /** The ARN of the first. */
  private resources(from: number): number {
    const { bytes, end } = this;
    if (bytes[from] !== 0x5b) {
      if (!isText(bytes, from, end, NULL)) this.odd = true;
      return endOfValue(bytes, from, end);
    }
    let at = afterSpace(bytes, from + 1, end);
    if (bytes[at] === 0x5d) return at + 1;
    if (bytes[at] === 0x7b) at = this.resource(at);
    else {
      this.odd = true;
      at = endOfValue(bytes, at, end);
    }
    for (;;) {
      if (at === 0) return 0;
      at = afterSpace(bytes, at, end);
      const next = bytes[at];
      if (next === 0x5d) return at + 1;
      if (next !== 0x2c) return 0;
      at = endOfValue(bytes, afterSpace(bytes, at + 1, end), end);
    }
  }

  private resource(from: number): number {
    const { bytes, end } = this;
    let at = afterSpace(bytes, from + 1, end);
    if (bytes[at] === 0x7d) return at + 1;
    for (;;) {
      if (bytes[at] !== 0x22) return 0;
      const name = at + 1;
      const quote = endOfString(bytes, name, end);
      if (quote === 0) return 0;
      const close = quote < 0 ? -quote : quote;
      at = afterSpace(bytes, close + 1, end);
      if (bytes[at] !== 0x3a) return 0;
      at = afterSpace(bytes, at + 1, end);
      if (quote < 0) this.odd = true;
      const isArn = close === name + 3 && (isText(bytes, name, end, ARN) || isText(bytes, name, end, SMALL_ARN));
      if (isArn) {
        // The one of two that counts is told by the record parser.
        if (this.begins[RESOURCES] !== 0 || bytes[at] !== 0x22) this.odd = true;
        at = bytes[at] === 0x22 ? this.string(RESOURCES, at) : endOfValue(bytes, at, end);
      } else at = endOfValue(bytes, at, end);
      if (at === 0) return 0;
      at = afterSpace(bytes, at, end);
      const next = bytes[at];
      if (next === 0x7d) return at + 1;
      if (next !== 0x2c) return 0;
      at = afterSpace(bytes, at + 1, end);
    }
  }

  /** The row, unless what was noted is not all that a plain one needs. */
  private write(row: number): void {
    const { bytes, begins, ends, rows } = this;
    const version = begins[VERSION]!;
    if (version !== 0 && (bytes[version] !== 0x31 || bytes[version + 1] !== 0x2e || ends[VERSION]! < version + 2))
      return;
    if (begins[DIGEST] !== 0 || begins[IDENTITY] === 0 || begins[SOURCE] === 0 || begins[NAME] === 0) return;
    if (begins[EVENT_TYPE] !== 0 && isText(bytes, begins[EVENT_TYPE]!, ends[EVENT_TYPE]!, INSIGHT)) return;
    if (ends[USER_AGENT]! - begins[USER_AGENT]! > LONGEST_AGENT && begins[USER_AGENT] !== 0) return;
    if (!this.writeId(row) || !this.writeTime(row)) return;
    const account = this.text(RECIPIENT);
    const region = this.text(AWS_REGION);
    const error = this.text(ERROR_CODE);
    const agent = this.text(USER_AGENT);
    const net = this.net();
    const resource = begins[RESOURCES] === 0 ? -1 : this.resourceLevel();
    const { caller } = this;
    const api = this.api();
    if (account === FULL || region === FULL || error === FULL || agent === FULL || net === FULL) return;
    if (resource === FULL || caller === FULL || api < 0) return;
    rows[row + ACCOUNT] = account;
    rows[row + CALLER] = caller;
    rows[row + API] = api;
    rows[row + REGION] = region;
    rows[row + ERROR] = error;
    rows[row + NET] = net;
    rows[row + AGENT] = agent;
    rows[row + RESOURCE] = resource;
  }

  private text(member: number): number {
    const begin = this.begins[member]!;
    return begin === 0 ? -1 : this.texts.number(this.bytes, begin, this.ends[member]!);
  }

  private net(): number {
    const { bytes, begins, ends, joined } = this;
    if (begins[ENDPOINT] === 0) return this.text(ADDRESS);
    let to = begins[ADDRESS] === 0 ? 0 : bytes.copy(joined, 0, begins[ADDRESS]!, ends[ADDRESS]!);
    joined[to++] = 0x20;
    to += bytes.copy(joined, to, begins[ENDPOINT]!, ends[ENDPOINT]!);
    return this.texts.number(joined, 0, to);
  }

  /** Of S3 as far as the first slash. */
  private resourceLevel(): number {
    const { bytes } = this;
    const begin = this.begins[RESOURCES]!;
    const end = this.ends[RESOURCES]!;
    for (let at = begin; at + BUCKETS.length <= end; at++) {
      if (bytes[at] !== 0x3a || bytes[at + 1] !== 0x73 || !isText(bytes, at, end, BUCKETS)) continue;
      const slash = bytes.indexOf(0x2f, begin);
      if (slash === begin) return FULL;
      return this.texts.number(bytes, begin, slash > 0 && slash < end ? slash : end);
    }
    return this.texts.number(bytes, begin, end);
  }

  private api(): number {
    const { bytes, begins, ends, joined } = this;
    let to = 0;
    for (let at = begins[SOURCE]!; at < ends[SOURCE]!; at++) joined[to++] = bytes[at]!;
    joined[to++] = 0;
    for (let at = begins[NAME]!; at < ends[NAME]!; at++) joined[to++] = bytes[at]!;
    joined[to++] = 0;
    const readOnly = begins[READ_ONLY]!;
    // "true" and "false" in quotes as well; other text is neither.
    const isTrue = readOnly !== 0 && ends[READ_ONLY] === readOnly + 4 && isText(bytes, readOnly, this.end, TRUE);
    const isFalse = readOnly !== 0 && ends[READ_ONLY] === readOnly + 5 && isText(bytes, readOnly, this.end, FALSE);
    joined[to++] = isTrue ? 0x74 : isFalse ? 0x66 : 0x6e;
    if (begins[CATEGORY] !== 0) for (let at = begins[CATEGORY]!; at < ends[CATEGORY]!; at++) joined[to++] = bytes[at]!;
    return this.apis.number(joined, 0, to);
  }

  /** As 128 bits, least first, the highest one turned over. */
  private writeId(row: number): boolean {
    const { bytes, rows } = this;
    const begin = this.begins[EVENT_ID]!;
    if (begin === 0 || this.ends[EVENT_ID] !== begin + 36) return false;
    if (bytes[begin + 8] !== 0x2d || bytes[begin + 13] !== 0x2d || bytes[begin + 18] !== 0x2d) return false;
    if (bytes[begin + 23] !== 0x2d) return false;
    const high = hex(bytes, begin) | hex(bytes, begin + 9) | hex(bytes, begin + 14) | hex(bytes, begin + 19);
    const low = hex(bytes, begin + 4) | hex(bytes, begin + 24) | hex(bytes, begin + 28) | hex(bytes, begin + 32);
    if ((high | low) < 0) return false;
    rows[row] = (hex(bytes, begin + 28) << 16) | hex(bytes, begin + 32);
    rows[row + 1] = (hex(bytes, begin + 19) << 16) | hex(bytes, begin + 24);
    rows[row + 2] = (hex(bytes, begin + 9) << 16) | hex(bytes, begin + 14);
    rows[row + 3] = ((hex(bytes, begin) << 16) | hex(bytes, begin + 4)) ^ 0x8000_0000;
    return true;
  }

  /** "2026-11-20T10:00:00Z"; any other form, and times that no trail can have, are looked at by the record parser. */
  private writeTime(row: number): boolean {
    const { bytes, rows } = this;
    const at = this.begins[EVENT_TIME]!;
    if (at === 0 || this.ends[EVENT_TIME] !== at + 20) return false;
    if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d || bytes[at + 10] !== 0x54 || bytes[at + 13] !== 0x3a)
      return false;
    if (bytes[at + 16] !== 0x3a || bytes[at + 19] !== 0x5a) return false;
    const year = digits(bytes, at) * 100 + digits(bytes, at + 2);
    const month = digits(bytes, at + 5);
    const day = digits(bytes, at + 8);
    const hour = digits(bytes, at + 11);
    const minute = digits(bytes, at + 14);
    const second = digits(bytes, at + 17);
    if (!(year >= 2006 && year <= 2098 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return false;
    if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return false;
    const micros = Date.UTC(year, month - 1, day, hour, minute, second) * 1_000;
    rows[row + TIME] = (micros % 4_294_967_296) | 0;
    rows[row + TIME + 1] = Math.floor(micros / 4_294_967_296);
    return true;
  }
}

/** Four digits; negative where one is none. */
function hex(bytes: Uint8Array, at: number): number {
  return (HEX[bytes[at]!]! << 12) | (HEX[bytes[at + 1]!]! << 8) | (HEX[bytes[at + 2]!]! << 4) | HEX[bytes[at + 3]!]!;
}

/** Two digits; negative or above 99 where one is none. */
function digits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 0x30;
  const ones = bytes[at + 1]! - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -10_000;
}
