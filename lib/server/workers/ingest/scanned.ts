/**
 * Rows of a scan into batches. What the scanner's numbers stand for is looked at once for each of them, by the same
 * functions that read a parsed record; records of which more is kept, and those that it was not certain of, are parsed.
 */
import { callerOf } from "@/lib/domain/activity/caller";
import { isKnownCaller, isPlainCall } from "@/lib/domain/activity/parse-record";
import type { ApiEntry, Batch } from "@/lib/server/usecases/activity/ports";
import { BATCH, type BatchBuilder, type RowNumbers } from "./batch";
import {
  ACCOUNT,
  AGENT,
  API,
  APIS,
  CALLER,
  CALLERS,
  ERROR,
  FROM,
  NET,
  PARSE,
  REGION,
  RESOURCE,
  ROW,
  type RowScanner,
  TABLES,
  type Table,
  TEXTS,
  TO,
} from "./scan/rows";

/** Not looked at yet. */
const UNKNOWN = -1;

export class ScannedRows {
  private readonly known = TABLES.map(({ entries }) => new Int32Array(entries).fill(UNKNOWN));
  private generation = -1;
  private readonly numbers: RowNumbers = {
    account: -1,
    session: -1,
    api: -1,
    region: -1,
    error: -1,
    net: -1,
    agent: -1,
    resource: -1,
  };

  constructor(
    private readonly scanner: RowScanner,
    private readonly builder: BatchBuilder,
  ) {}

  /** False where the file has another form: nothing of it was taken then. */
  add(bytes: Uint8Array, account: string | null, emit: (batch: Batch) => void): boolean {
    const { scanner, builder } = this;
    const count = scanner.scan(bytes);
    if (count < 0) {
      this.makeRoom();
      return false;
    }
    const { rows } = scanner;
    for (let row = 0; row < count * ROW; row += ROW) {
      if (builder.generation !== this.generation) this.startAnew();
      if (this.isPlain(rows, row, account)) builder.addRow(rows, row, this.numbers);
      else {
        const text = textOf(bytes, rows[row + FROM]!, rows[row + TO]!);
        builder.add(JSON.parse(text), account, text);
      }
      if (builder.size >= BATCH) emit(builder.take());
    }
    this.makeRoom();
    return true;
  }

  private isPlain(rows: Int32Array, row: number, account: string | null): boolean {
    const { numbers } = this;
    if (rows[row + API] === PARSE) return false;
    numbers.api = this.number(APIS, rows[row + API]!);
    if (numbers.api === PARSE) return false;
    numbers.session = this.number(CALLERS, rows[row + CALLER]!);
    if (numbers.session === PARSE) return false;
    numbers.account = this.text(rows[row + ACCOUNT]!);
    if (numbers.account < 0) {
      if (account === null) return false;
      numbers.account = this.builder.text(account);
    }
    numbers.region = this.text(rows[row + REGION]!);
    numbers.error = this.text(rows[row + ERROR]!);
    numbers.net = this.text(rows[row + NET]!);
    numbers.agent = this.text(rows[row + AGENT]!);
    numbers.resource = this.text(rows[row + RESOURCE]!);
    return true;
  }

  private text(number: number): number {
    return number < 0 ? -1 : this.number(TEXTS, number);
  }

  /** The builder's number for the scanner's; PARSE where its records are to be parsed. */
  private number(table: Table, number: number): number {
    const known = this.known[table]!;
    let found = known[number]!;
    if (found === UNKNOWN) {
      found = this.learn(table, this.scanner.entry(table, number));
      known[number] = found;
    }
    return found;
  }

  private learn(table: Table, entry: string): number {
    const { builder } = this;
    if (table === TEXTS) return builder.text(entry);
    if (table === CALLERS) {
      const caller = callerOf(JSON.parse(entry));
      return isKnownCaller(caller) ? builder.session(caller) : PARSE;
    }
    const api = apiOf(entry);
    return isPlainCall(api[0], api[1], api[3]) ? builder.api(api) : PARSE;
  }

  /** Numbers of the builder's earlier dictionaries mean nothing. */
  private startAnew(): void {
    for (const known of this.known) known.fill(UNKNOWN);
    this.generation = this.builder.generation;
  }

  private makeRoom(): void {
    for (const table of [TEXTS, CALLERS, APIS] as const) {
      if (!this.scanner.isFull(table)) continue;
      this.scanner.clear(table);
      this.known[table]!.fill(UNKNOWN);
    }
  }
}

function apiOf(entry: string): ApiEntry {
  const [source = "", name = "", rest = ""] = entry.split("\u0000");
  const readOnly = rest.startsWith("t") ? true : rest.startsWith("f") ? false : null;
  return [source, name, readOnly, rest.length > 1 ? rest.slice(1) : null];
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}
