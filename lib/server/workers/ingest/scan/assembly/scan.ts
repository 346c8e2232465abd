/** byte-scanner.ts of the folder above, for WebAssembly: the same rows of the same bytes. */
import { afterSpace, endOfString, endOfValue, isFalse, isNull, isTrue } from "./json";
import {
  API_BYTES,
  API_ENTRIES,
  APIS,
  BEGINS,
  BEHIND,
  BY_SHAPE,
  CALLER_BYTES,
  CALLER_ENTRIES,
  CALLERS,
  ENDS,
  HEAD,
  INPUT,
  JOINED,
  LONGEST,
  LONGEST_AGENT,
  MOST_ROWS,
  NAMES,
  ROW_BYTES,
  ROWS,
  SHAPES,
  TEXT_BYTES,
  TEXT_ENTRIES,
  TEXTS,
} from "./layout";
import { ByteTable, FULL } from "./table";

const VERSION: i32 = 0;
const IDENTITY: i32 = 1;
const EVENT_TIME: i32 = 2;
const SOURCE: i32 = 3;
const NAME: i32 = 4;
const AWS_REGION: i32 = 5;
const ADDRESS: i32 = 6;
const USER_AGENT: i32 = 7;
const ERROR_CODE: i32 = 8;
const EVENT_ID: i32 = 9;
const READ_ONLY: i32 = 10;
const RESOURCES: i32 = 11;
const EVENT_TYPE: i32 = 12;
const CATEGORY: i32 = 13;
const RECIPIENT: i32 = 14;
const ENDPOINT: i32 = 15;
const DIGEST: i32 = 16;
const MEMBERS: i32 = 17;
const PARSE: i32 = -2;

grow(INPUT + BEHIND);
prepare(VERSION, "eventVersion");
prepare(IDENTITY, "userIdentity");
prepare(EVENT_TIME, "eventTime");
prepare(SOURCE, "eventSource");
prepare(NAME, "eventName");
prepare(AWS_REGION, "awsRegion");
prepare(ADDRESS, "sourceIPAddress");
prepare(USER_AGENT, "userAgent");
prepare(ERROR_CODE, "errorCode");
prepare(EVENT_ID, "eventID");
prepare(READ_ONLY, "readOnly");
prepare(RESOURCES, "resources");
prepare(EVENT_TYPE, "eventType");
prepare(CATEGORY, "eventCategory");
prepare(RECIPIENT, "recipientAccountId");
prepare(ENDPOINT, "vpcEndpointId");
prepare(DIGEST, "digestS3Bucket");

const texts = new ByteTable(TEXTS, TEXT_ENTRIES, TEXT_BYTES);
const callers = new ByteTable(CALLERS, CALLER_ENTRIES, CALLER_BYTES);
const apis = new ByteTable(APIS, API_ENTRIES, API_BYTES);
let caller: i32 = -1;
let odd: bool = false;
let limit: i32 = 0;

function grow(bytes: i32): void {
  const pages = (bytes + 65_535) >> 16;
  const more = pages - memory.size();
  if (more > 0 && memory.grow(more) < 0) unreachable();
}

/** Numbers of the members' names by shape: number + 1. */
function prepare(member: i32, name: string): void {
  for (let i = 0; i < name.length; i++) store<u8>(NAMES + member * 32 + i, <u8>name.charCodeAt(i));
  store<u8>(BY_SHAPE + shape(NAMES + member * 32, name.length), <u8>(member + 1));
}

// @ts-expect-error: decorator
@inline
function shape(name: i32, length: i32): i32 {
  return (length << 8) | (<i32>(load<u8>(name, 6) + load<u8>(name)) & 0xff);
}

/** Where to put a file of that many bytes. */
export function input(bytes: i32): i32 {
  grow(INPUT + bytes + BEHIND);
  return INPUT;
}

export function rows(): i32 {
  return ROWS;
}

function table(which: i32): ByteTable {
  return which == 0 ? texts : which == 1 ? callers : apis;
}

export function count(which: i32): i32 {
  return table(which).count;
}

export function begin(which: i32, entry: i32): i32 {
  return table(which).begin(entry);
}

export function length(which: i32, entry: i32): i32 {
  return table(which).length(entry);
}

export function isFull(which: i32): bool {
  return table(which).isFull;
}

export function clear(which: i32): void {
  table(which).clear();
}

/** The number of records among that many bytes of input; -1 = another form, or no JSON. */
export function scan(bytes: i32): i32 {
  limit = INPUT + bytes;
  memory.fill(limit, 0, BEHIND);
  let at: i32 = INPUT;
  if (load<u8>(at) == 0xef && load<u8>(at + 1) == 0xbb && load<u8>(at + 2) == 0xbf) at += 3;
  at = afterSpace(at);
  if (load<u8>(at) != 0x7b) return -1;
  at = afterSpace(at + 1);
  // "Records"
  if (load<u64>(at) != 0x7364726f63655222 || load<u8>(at + 8) != 0x22) return -1;
  at = afterSpace(at + 9);
  if (load<u8>(at) != 0x3a) return -1;
  at = afterSpace(at + 1);
  if (load<u8>(at) != 0x5b) return -1;
  at = afterSpace(at + 1);
  let found = 0;
  if (load<u8>(at) != 0x5d) {
    while (true) {
      if (found == MOST_ROWS) return -1;
      const to = record(at, ROWS + found * ROW_BYTES);
      if (to == 0) return -1;
      found++;
      at = afterSpace(to);
      if (load<u8>(at) != 0x2c) break;
      at = afterSpace(at + 1);
    }
    if (load<u8>(at) != 0x5d) return -1;
  }
  at = afterSpace(at + 1);
  if (load<u8>(at) != 0x7d) return -1;
  return afterSpace(at + 1) == limit ? found : -1;
}

function record(from: i32, row: i32): i32 {
  let to: i32;
  if (load<u8>(from) == 0x7b) to = members(from);
  else {
    odd = true;
    to = endOfValue(from);
  }
  store<i32>(row, from - INPUT, 56);
  store<i32>(row, to - INPUT, 60);
  store<i32>(row, PARSE, 32);
  if (to != 0 && !odd) write(row);
  return to;
}

function members(from: i32): i32 {
  memory.fill(BEGINS, 0, MEMBERS * 4);
  odd = false;
  let at = afterSpace(from + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  while (true) {
    if (load<u8>(at) != 0x22) return 0;
    const name = at + 1;
    const quote = endOfString(name);
    if (quote == 0) return 0;
    const close = abs(quote);
    at = afterSpace(close + 1);
    if (load<u8>(at) != 0x3a) return 0;
    at = afterSpace(at + 1);
    let member = -1;
    if (quote < 0) odd = true;
    else member = memberNamed(name, close);
    at = member < 0 ? endOfValue(at) : value(member, at);
    if (at == 0) return 0;
    at = afterSpace(at);
    const next = load<u8>(at);
    if (next == 0x7d) return at + 1;
    if (next != 0x2c) return 0;
    at = afterSpace(at + 1);
  }
}

// @ts-expect-error: decorator
@inline
function memberNamed(name: i32, close: i32): i32 {
  const length = close - name;
  if (length < 7 || length > 18) return -1;
  const member = <i32>load<u8>(BY_SHAPE + shape(name, length)) - 1;
  if (member < 0) return -1;
  const known = NAMES + member * 32;
  const same = i8x16.bitmask(i8x16.eq(v128.load(known), v128.load(name)));
  if (length < 16) return (same | (-1 << length)) == -1 ? member : -1;
  if (same != 0xffff) return -1;
  // The longest has eighteen letters.
  return length == 16 || load<u16>(known, 16) == load<u16>(name, 16) ? member : -1;
}

function value(member: i32, at: i32): i32 {
  if (begins(member) != 0) odd = true;
  if (member == RESOURCES) return resources(at);
  if (member == IDENTITY) return identity(at);
  if (load<u8>(at) == 0x22) return stringValue(member, at);
  const to = endOfValue(at);
  if (to == 0) return 0;
  if (member == READ_ONLY && (isTrue(at) || isFalse(at))) note(READ_ONLY, at, to);
  else if (!isNull(at)) odd = true;
  return to;
}

function identity(at: i32): i32 {
  if (load<u8>(at) != 0x7b) {
    odd = true;
    return endOfValue(at);
  }
  caller = callers.find(at, limit);
  let to: i32;
  if (caller >= 0) to = at + callers.length(caller);
  else {
    to = endOfValue(at);
    if (to == 0) return 0;
    caller = to - at < HEAD ? callers.number(at, to) : callers.addByHead(at, to);
  }
  note(IDENTITY, at, to);
  return to;
}

function stringValue(member: i32, at: i32): i32 {
  const quote = endOfString(at + 1);
  if (quote <= 0) {
    odd = true;
    return quote == 0 ? 0 : 1 - quote;
  }
  if (quote - at > LONGEST) odd = true;
  if (quote > at + 1) note(member, at + 1, quote);
  return quote + 1;
}

// @ts-expect-error: decorator
@inline
function note(member: i32, from: i32, to: i32): void {
  store<i32>(BEGINS + (member << 2), from);
  store<i32>(ENDS + (member << 2), to);
}

// @ts-expect-error: decorator
@inline
function begins(member: i32): i32 {
  return load<i32>(BEGINS + (member << 2));
}

// @ts-expect-error: decorator
@inline
function ends(member: i32): i32 {
  return load<i32>(ENDS + (member << 2));
}

function resources(from: i32): i32 {
  if (load<u8>(from) != 0x5b) {
    if (!isNull(from)) odd = true;
    return endOfValue(from);
  }
  let at = afterSpace(from + 1);
  if (load<u8>(at) == 0x5d) return at + 1;
  if (load<u8>(at) == 0x7b) at = resource(at);
  else {
    odd = true;
    at = endOfValue(at);
  }
  while (true) {
    if (at == 0) return 0;
    at = afterSpace(at);
    const next = load<u8>(at);
    if (next == 0x5d) return at + 1;
    if (next != 0x2c) return 0;
    at = endOfValue(afterSpace(at + 1));
  }
}

function resource(from: i32): i32 {
  let at = afterSpace(from + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  while (true) {
    if (load<u8>(at) != 0x22) return 0;
    const name = at + 1;
    const quote = endOfString(name);
    if (quote == 0) return 0;
    const close = abs(quote);
    at = afterSpace(close + 1);
    if (load<u8>(at) != 0x3a) return 0;
    at = afterSpace(at + 1);
    if (quote < 0) odd = true;
    // ARN, arn
    const word = load<u32>(name) & 0xffffff;
    if (close == name + 3 && (word == 0x4e5241 || word == 0x6e7261)) {
      const isString = load<u8>(at) == 0x22;
      if (begins(RESOURCES) != 0 || !isString) odd = true;
      at = isString ? stringValue(RESOURCES, at) : endOfValue(at);
    } else at = endOfValue(at);
    if (at == 0) return 0;
    at = afterSpace(at);
    const next = load<u8>(at);
    if (next == 0x7d) return at + 1;
    if (next != 0x2c) return 0;
    at = afterSpace(at + 1);
  }
}

function write(row: i32): void {
  const version = begins(VERSION);
  // "1."
  if (version != 0 && (ends(VERSION) < version + 2 || load<u16>(version) != 0x2e31)) return;
  if (begins(DIGEST) != 0 || begins(IDENTITY) == 0 || begins(SOURCE) == 0 || begins(NAME) == 0) return;
  if (begins(EVENT_TYPE) != 0 && isInsight(begins(EVENT_TYPE), ends(EVENT_TYPE))) return;
  if (begins(USER_AGENT) != 0 && ends(USER_AGENT) - begins(USER_AGENT) > LONGEST_AGENT) return;
  if (!writeId(row) || !writeTime(row)) return;
  const account = text(RECIPIENT);
  const region = text(AWS_REGION);
  const error = text(ERROR_CODE);
  const agent = text(USER_AGENT);
  const net = netText();
  const arn = begins(RESOURCES) == 0 ? -1 : resourceLevel();
  const call = api();
  if (account == FULL || region == FULL || error == FULL || agent == FULL || net == FULL) return;
  if (arn == FULL || caller == FULL || call < 0) return;
  store<i32>(row, account, 24);
  store<i32>(row, caller, 28);
  store<i32>(row, call, 32);
  store<i32>(row, region, 36);
  store<i32>(row, error, 40);
  store<i32>(row, net, 44);
  store<i32>(row, agent, 48);
  store<i32>(row, arn, 52);
}

/** Whether the text begins with "AwsCloudTrailInsight". */
function isInsight(from: i32, to: i32): bool {
  if (to < from + 20) return false;
  if (load<u64>(from) != 0x64756f6c43737741) return false;
  return load<u64>(from + 8) == 0x736e496c69617254 && load<u32>(from + 16) == 0x74686769;
}

// @ts-expect-error: decorator
@inline
function text(member: i32): i32 {
  const from = begins(member);
  return from == 0 ? -1 : texts.number(from, ends(member));
}

/** Puts a member's text at the place, and gives the place behind it. */
function join(member: i32, at: i32): i32 {
  const from = begins(member);
  if (from == 0) return at;
  const length = ends(member) - from;
  memory.copy(at, from, length);
  return at + length;
}

function netText(): i32 {
  if (begins(ENDPOINT) == 0) return text(ADDRESS);
  const space = join(ADDRESS, JOINED);
  store<u8>(space, 0x20);
  return texts.number(JOINED, join(ENDPOINT, space + 1));
}

function resourceLevel(): i32 {
  const from = begins(RESOURCES);
  const to = ends(RESOURCES);
  let slash = 0;
  let isBucket = false;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2f) {
      if (slash == 0) slash = at;
    } else if (byte == 0x3a && at + 6 <= to && load<u32>(at) == 0x3a33733a && load<u16>(at, 4) == 0x3a3a) {
      isBucket = true;
    }
    if (isBucket && slash != 0) break;
  }
  if (!isBucket || slash == 0) return texts.number(from, to);
  return slash == from ? FULL : texts.number(from, slash);
}

function api(): i32 {
  let at = join(SOURCE, JOINED);
  store<u8>(at, 0);
  at = join(NAME, at + 1);
  store<u8>(at, 0);
  const readOnly = begins(READ_ONLY);
  const length = ends(READ_ONLY) - readOnly;
  let kind: u8 = 0x6e;
  if (readOnly != 0 && length == 4 && isTrue(readOnly)) kind = 0x74;
  else if (readOnly != 0 && length == 5 && isFalse(readOnly)) kind = 0x66;
  store<u8>(at + 1, kind);
  return apis.number(JOINED, join(CATEGORY, at + 2));
}

function writeId(row: i32): bool {
  const from = begins(EVENT_ID);
  if (from == 0 || ends(EVENT_ID) != from + 36) return false;
  if (load<u8>(from + 8) != 0x2d || load<u8>(from + 13) != 0x2d) return false;
  if (load<u8>(from + 18) != 0x2d || load<u8>(from + 23) != 0x2d) return false;
  const a = hex(from);
  const b = hex(from + 4);
  const c = hex(from + 9);
  const d = hex(from + 14);
  const e = hex(from + 19);
  const f = hex(from + 24);
  const g = hex(from + 28);
  const h = hex(from + 32);
  if ((a | b | c | d | e | f | g | h) < 0) return false;
  store<i32>(row, (g << 16) | h);
  store<i32>(row, (e << 16) | f, 4);
  store<i32>(row, (c << 16) | d, 8);
  store<i32>(row, ((a << 16) | b) ^ <i32>0x80000000, 12);
  return true;
}

/** Four digits; negative where one is none. */
function hex(at: i32): i32 {
  return (digit(at) << 12) | (digit(at + 1) << 8) | (digit(at + 2) << 4) | digit(at + 3);
}

// @ts-expect-error: decorator
@inline
function digit(at: i32): i32 {
  const byte = <i32>load<u8>(at);
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function writeTime(row: i32): bool {
  const at = begins(EVENT_TIME);
  if (at == 0 || ends(EVENT_TIME) != at + 20) return false;
  if (load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d || load<u8>(at, 10) != 0x54) return false;
  if (load<u8>(at, 13) != 0x3a || load<u8>(at, 16) != 0x3a || load<u8>(at, 19) != 0x5a) return false;
  const year = digits(at) * 100 + digits(at + 2);
  const month = digits(at + 5);
  const day = digits(at + 8);
  const hour = digits(at + 11);
  const minute = digits(at + 14);
  const second = digits(at + 17);
  if (year < 2006 || year > 2098 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  const seconds = ((<i64>daysBefore(year, month) + day - 1) * 24 + hour) * 3_600 + minute * 60 + second;
  store<i64>(row, seconds * 1_000_000, 16);
  return true;
}

/** Two digits; far below zero where one is none. */
function digits(at: i32): i32 {
  const tens = <i32>load<u8>(at) - 0x30;
  const ones = <i32>load<u8>(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -10_000;
}

/** Days from 1970 to the first of the month: years that begin in March have their odd day last. */
function daysBefore(year: i32, month: i32): i32 {
  const since = month > 2 ? year : year - 1;
  const months = month > 2 ? month - 3 : month + 9;
  return since * 365 + since / 4 - since / 100 + since / 400 + (months * 153 + 2) / 5 - 719_468;
}
