/** Conditions with their values apart: nothing that came from outside stands in the text. */
import { type DuckDBConnection, type DuckDBValue, LIST, listValue, VARCHAR } from "@duckdb/node-api";

export class Conditions {
  readonly values: DuckDBValue[] = [];
  private readonly parts: string[] = [];

  /** `text` has "?" where the value belongs. */
  add(text: string, value?: string | readonly string[]): this {
    if (value === undefined) this.parts.push(text);
    else this.parts.push(text.replaceAll("?", this.bind(value)));
    return this;
  }

  /** Only where there is something to ask for. */
  any(text: string, values: readonly string[]): this {
    return values.length === 0 ? this : this.add(text, values);
  }

  bind(value: string | readonly string[]): string {
    this.values.push(typeof value === "string" ? value : listValue([...value]));
    const place = `$${this.values.length}`;
    return typeof value === "string" ? place : `(SELECT unnest(${place}))`;
  }

  get where(): string {
    return this.parts.length === 0 ? "TRUE" : this.parts.join(" AND ");
  }

  async rows(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
    const reader = await connection.runAndReadAll(sql, this.values, this.types());
    return reader.getRows();
  }

  types() {
    return this.values.map((value) => (typeof value === "string" ? VARCHAR : LIST(VARCHAR)));
  }
}

export const text = (value: DuckDBValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** Times leave DuckDB as text in this form. */
export const iso = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;

/** A call's address without the VPC endpoint that is written behind it. An address may be words: "AWS Internal". */
export const address = (column: string): string => `regexp_replace(${column}, ' vpce-.*$', '')`;

/** "2026-11-20T10:00:00.000Z" → what DuckDB compares a TIMESTAMP with. */
export const timestamp = (place: string): string => `(${place}::TIMESTAMPTZ AT TIME ZONE 'UTC')`;

/** Whether one of the columns holds the text, in any case: a condition for `add`, with `inAnyCase` of the text as its value. */
export function anyHolds(columns: readonly string[]): string {
  return `(${columns.map((column) => `contains(lower(${column}), ?)`).join(" OR ")})`;
}

export const inAnyCase = (text: string): string => text.toLowerCase();
