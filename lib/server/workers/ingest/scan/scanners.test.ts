/** Three ways to read a log file give the same: JSON.parse of everything, the scanner in JavaScript, the one in WebAssembly. */
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileScanner, SCANNER_MODULE } from "@/lib/cli/compile-scanner";
import type { Batch } from "@/lib/server/usecases/activity/ports";
import { createScanner, type LogScanner } from "../scanner";
import { createByteScanner } from "./byte-scanner";
import { API, APIS, CALLERS, PARSE, ROW, type RowScanner, TEXTS } from "./rows";
import { createWasmScanner } from "./wasm-scanner";

const rowScanners: readonly (readonly [string, RowScanner])[] = [
  ["JavaScript", createByteScanner()],
  ["WebAssembly", createWasmScanner()],
];
const oracle = createScanner(null);
const scanners = rowScanners.map(([name, rows]) => [name, createScanner(rows)] as const);

/** Everything that batches say, without the numbers that they say it by. */
function meaning(batches: readonly Batch[]): unknown {
  let texts: string[] = [];
  let sessions: unknown[] = [];
  let apis: unknown[] = [];
  return batches.map((batch) => {
    if (batch.reset) [texts, sessions, apis] = [[], [], []];
    texts.push(...batch.texts);
    sessions.push(...batch.sessions.map(({ key, caller }) => [[...key].join(), caller]));
    apis.push(...batch.apis);
    const text = (number: number) => (number < 0 ? null : texts[number]);
    const rows = Array.from({ length: batch.count }, (_, row) => {
      const [account, session, api, ...rest] = batch.columns.map((column) => column[row]!);
      const id = [...batch.ids.subarray(row * 16, row * 16 + 16)].join();
      return [id, batch.times[row], text(account!), sessions[session!], apis[api!], ...rest.map(text)];
    });
    const { records, low, high, assumptions, changes, ignored, wrong, wrongCount } = batch;
    // A sample is of the text that was at hand.
    const odd = batch.odd.map(({ kind, records: count }) => [kind, count]);
    return { rows, records, low, high, assumptions, changes, ignored, wrong, wrongCount, odd };
  });
}

async function read(scanner: LogScanner, bytes: Uint8Array, account: string | null): Promise<unknown> {
  scanner.reset();
  const batches: Batch[] = [];
  try {
    await scanner.scan({ bytes }, account, (batch) => batches.push(batch));
  } catch (error) {
    scanner.finish();
    return (error as { code: unknown }).code ?? error;
  }
  batches.push(scanner.finish());
  return meaning(batches);
}

async function expectSame(bytes: Uint8Array, account: string | null = null): Promise<void> {
  const expected = await read(oracle, bytes, account);
  for (const [name, scanner] of scanners) expect([name, await read(scanner, bytes, account)]).toEqual([name, expected]);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The same bytes at another place of the memory: scanners take several at a time. */
function moved(bytes: Uint8Array, by: number): Uint8Array {
  const room = new Uint8Array(bytes.length + by);
  room.set(bytes, by);
  return room.subarray(by);
}

const session = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLE:i-0123456789abcdef0",
  arn: "arn:aws:sts::111122223333:assumed-role/nodes/i-0123456789abcdef0",
  accountId: "111122223333",
  accessKeyId: "ASIAEXAMPLE",
  sessionContext: {
    sessionIssuer: { type: "Role", principalId: "AROAEXAMPLE", arn: "arn:aws:iam::111122223333:role/nodes" },
    attributes: { creationDate: "2026-11-20T09:00:00Z", mfaAuthenticated: "false" },
  },
};
const plain = {
  eventVersion: "1.11",
  userIdentity: session,
  eventTime: "2026-11-20T10:00:00Z",
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  awsRegion: "eu-west-1",
  sourceIPAddress: "10.0.0.1",
  userAgent: "aws-cli/2",
  errorCode: "AccessDenied",
  requestParameters: { key: 'a "quoted" \\ name', list: [1, -2.5e-3, true, null, {}, []] },
  responseElements: null,
  requestID: "r",
  eventID: "0ac5cd7a-4ea9-4b17-9b0c-2c1f0d6c2c11",
  readOnly: true,
  resources: [{ type: "AWS::S3::Object", ARN: "arn:aws:s3:::bucket/key" }],
  eventType: "AwsApiCall",
  recipientAccountId: "111122223333",
  eventCategory: "Data",
  vpcEndpointId: "vpce-1",
};

const texts = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", "a", "x".repeat(15), "y".repeat(16), "z".repeat(17), "1.08", "2.0") },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom("é", "日本", "\ud800", "\u0000", "\u007f", "\u2028", 'q"q', "s\\s", "/") },
  { weight: 1, arbitrary: fc.constantFrom("l".repeat(256), "l".repeat(257), "l".repeat(2_048), "l".repeat(2_049)) },
);
const values = fc.oneof(
  texts,
  fc.constantFrom<unknown>(null, true, false, 0, -0.5, 1e300, [], {}, [1], { a: 1 }),
  fc.jsonValue(),
);
const identities = fc.oneof(
  fc.constant<unknown>(session),
  fc.record({ ...Object.fromEntries(Object.keys(session).map((key) => [key, values])) }, { requiredKeys: [] }),
  fc.record({ type: fc.constantFrom("IAMUser", "AWSService", "Martian", "Root"), invokedBy: values, userName: values }),
  // Two that are alike for as long as they are hashed.
  fc.integer({ min: 0, max: 3 }).map((n) => ({ ...session, more: { deep: "d".repeat(300), n } })),
);
const times = fc.oneof(
  fc
    .date({ min: new Date(0), max: new Date(Date.UTC(2110, 0, 1)), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`),
  fc.constantFrom("2024-02-29T23:59:59Z", "2023-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-04-31T24:00:00Z"),
  fc.constantFrom("2026-11-20T10:00:60Z", "2026-11-20T10:00:00.123Z", "2026-11-20T10:0a:00Z", "2026-11-20 10:00:00Z"),
  values,
);
const resources = fc.oneof(
  values,
  fc.array(
    fc.oneof(
      values,
      fc.record({ ARN: values, arn: values, type: values }, { requiredKeys: [] }),
      fc
        .constantFrom("arn:aws:s3:::b", "arn:aws:s3:::b/k/l", "/a:s3:::b", "arn:aws:sqs:eu-west-1:1:q", ":s3:::/")
        .map((ARN) => ({ ARN })),
    ),
    { maxLength: 3 },
  ),
);
const sources = fc
  .constantFrom("s3", "sts", "eks-auth", "eks", "iam", "dynamodb")
  .map((host) => `${host}.amazonaws.com`);
const names = fc.constantFrom(
  "GetObject",
  "AssumeRole",
  "AssumeRoleWithWebIdentity",
  "DeleteRole",
  "PutBucketPolicy",
  "ListRoles",
);
const ids = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom("0ac5cd7a-4ea9-4b17-9b0c-2c1f0d6c2c1g", "0ac5cd7a04ea9-4b17-9b0c-2c1f0d6c2c11", "id"),
  values,
);
const changed = fc.record(
  {
    eventVersion: values,
    userIdentity: fc.oneof(identities, values),
    eventTime: times,
    eventSource: fc.oneof(sources, values),
    eventName: fc.oneof(names, values),
    awsRegion: values,
    sourceIPAddress: values,
    userAgent: values,
    errorCode: values,
    requestParameters: values,
    eventID: ids,
    readOnly: fc.oneof(fc.constantFrom<unknown>("true", "false", "maybe"), values),
    resources,
    eventType: fc.oneof(
      fc.constantFrom<unknown>("AwsCloudTrailInsight", "AwsCloudTrailInsights", "AwsServiceEvent"),
      values,
    ),
    recipientAccountId: values,
    eventCategory: fc.oneof(fc.constantFrom<unknown>("Insight", "Management"), values),
    vpcEndpointId: values,
    digestS3Bucket: values,
    ["__proto__"]: values,
    "": values,
  },
  { requiredKeys: [] },
);
/** Mostly a plain record with a few members changed, left out, named twice, or written in another way. */
const records = fc
  .record({
    more: changed,
    dropped: fc.subarray(Object.keys(plain), { maxLength: 2 }),
    keep: fc.integer({ min: 0, max: 3 }),
    again: fc.constantFrom("", ...Object.keys(plain)),
    escaped: fc.boolean(),
    space: fc.constantFrom("", "", " ", "\n\t", "\r\n  "),
  })
  .map(({ more, dropped, keep, again, escaped, space }) => {
    const members = new Map<string, unknown>(Object.entries(plain));
    for (const [key, value] of Object.entries(more).slice(0, keep)) members.set(key, value);
    for (const key of dropped) members.delete(key);
    const written = [...members].map(
      ([key, value]) => `${JSON.stringify(key)}${space}:${space}${JSON.stringify(value)}`,
    );
    if (again !== "") written.push(`${JSON.stringify(again)}:${JSON.stringify(members.get("errorCode") ?? null)}`);
    const text = `{${space}${written.join(`${space},${space}`)}${space}}`;
    return escaped ? text.replace('"eventName"', '"event\\u004eame"').replace("aws-cli/2", "aws\\u002dcli\\/2") : text;
  });
const items = fc.oneof(
  { weight: 9, arbitrary: records },
  { weight: 1, arbitrary: fc.constantFrom("null", "7", '"a"', "[]", "{}", "[{}]") },
);
const files = fc
  .record({ items: fc.array(items, { maxLength: 6 }), space: fc.constantFrom("", " ", "\n"), mark: fc.boolean() })
  .map(
    ({ items: list, space, mark }) =>
      `${mark ? "\ufeff" : ""}${space}{${space}"Records"${space}:${space}[${list.join(`${space},${space}`)}${space}]${space}}${space}`,
  );

test("records of any content, written in any way", async () => {
  await fc.assert(
    fc.asyncProperty(files, fc.constantFrom(null, "999988887777"), fc.nat(4), (text, account, by) =>
      expectSame(moved(bytesOf(text), by), account),
    ),
    { numRuns: 250 },
  );
}, 180_000);

test("files that are damaged: a byte changed, something cut out, the end missing", async () => {
  const damage = fc.record({
    text: files,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 3 }),
    byte: fc.constantFrom(0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x00, 0x1f, 0x20, 0x30, 0x80, 0xc3, 0xff),
    kind: fc.constantFrom("change", "cut", "end"),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ text, at, length, byte, kind }) => {
      const bytes = bytesOf(text);
      const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
      if (kind === "change") bytes[place] = byte;
      const left =
        kind === "cut"
          ? Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + length)])
          : bytes.subarray(0, kind === "end" ? place : bytes.length);
      await expectSame(left);
    }),
    { numRuns: 250 },
  );
}, 180_000);

describe.each(rowScanners)("%s", (_name, scanner) => {
  const scan = (text: string) => scanner.scan(bytesOf(text));
  const file = (...list: unknown[]) => JSON.stringify({ Records: list });
  const needsParsing = (row: number) => scanner.rows[row * ROW + API] === PARSE;

  test("a plain record is read without being parsed, and one that is not certain is not", () => {
    expect(scan(file(plain, { ...plain, errorCode: "a\tb" }, { ...plain, awsRegion: 7 }))).toBe(3);
    expect([0, 1, 2].map(needsParsing)).toEqual([false, true, true]);
  });

  test("JSON's grammar is kept, in what is passed over as well", () => {
    const inside = (value: string) => scan(`{"Records":[{"a":${value}}]}`);
    for (const good of [
      "0",
      "-0",
      "10.5",
      "1e5",
      "1E-05",
      '"\\u00e9\\n"',
      '{"":{"b":[[],[{}]]}}',
      "[ ]",
      '"\x7f"',
      "{ }",
    ])
      expect([good, inside(good)]).toEqual([good, 1]);
    for (const bad of [
      ...["01", "1.", ".5", "+1", "1e", "-", "nul", "True", "undefined", "", "[1,]", "[,1]", '{"a":1,}', "{a:1}"],
      ...['{"a"}', '{"a":}', "[1 2]", '"\\x"', '"\\u12g4"', '"\t"', '"', "[}", '{"a":1]', "'a'", "\u00a01", "1\u0000"],
    ])
      expect([bad, inside(bad)]).toEqual([bad, -1]);
  });

  test("another envelope, something behind it, and brackets without end are left to others", () => {
    const one = JSON.stringify(plain);
    for (const other of [
      ...[`[${one}]`, one, `{"records":[${one}]}`, `{"Records":[${one}],"a":1}`, `{"Records":[${one}]} x`, ""],
      ...[`{"Records":[${one}`, `{"Records":${one}}`, `{"Records":[${one}],"Records":[]}`, "\u0000".repeat(100)],
      `{"Records":[{"a":${"[".repeat(600)}${"]".repeat(600)}}]}`,
      `{"Records":[${"[".repeat(100_000)}`,
    ])
      expect(scan(other)).toBe(-1);
    expect(scan('{"Records":[]}')).toBe(0);
    expect(scan(`{"Records":[{"a":${"[".repeat(500)}${"]".repeat(500)}}]}`)).toBe(1);
  });

  test("what does not fit a table is parsed, and there is room again behind it", () => {
    scanner.clear(APIS);
    const many = Array.from({ length: 9_000 }, (_, i) => ({ ...plain, eventName: `Call${i}` }));
    expect(scan(file(...many))).toBe(9_000);
    expect(needsParsing(0)).toBe(false);
    expect(needsParsing(8_999)).toBe(true);
    expect(scanner.isFull(APIS)).toBe(true);
    scanner.clear(APIS);
    expect([scanner.isFull(APIS), scanner.count(APIS)]).toEqual([false, 0]);
    expect(scan(file(plain))).toBe(1);
    expect(needsParsing(0)).toBe(false);
  });

  test("texts that one file had are known in the next, under the same numbers", () => {
    scan(file(plain));
    const counts = [TEXTS, CALLERS, APIS].map((table) => scanner.count(table as typeof TEXTS));
    const rows = [...scanner.rows.subarray(0, ROW)];
    expect(scan(file(plain))).toBe(1);
    expect([...scanner.rows.subarray(0, ROW)]).toEqual(rows);
    expect([TEXTS, CALLERS, APIS].map((table) => scanner.count(table as typeof TEXTS))).toEqual(counts);
  });
});

test("many callers and a full table: the numbers of what was let go mean nothing", async () => {
  const many = Array.from({ length: 9_000 }, (_, i) => ({
    ...plain,
    eventName: `Call${i}`,
    userAgent: `agent ${i % 7}`,
  }));
  for (let round = 0; round < 2; round++) await expectSame(bytesOf(JSON.stringify({ Records: many })));
}, 180_000);

test("the module is what its sources compile to", async () => {
  expect(Buffer.from(await compileScanner()).equals(await readFile(SCANNER_MODULE))).toBe(true);
}, 180_000);
