/**
 * A complete context for a question: a value for every key that the policies look at, so that neither side has to treat
 * a key as missing. Values are those that the policies themselves ask for, as far as one value can satisfy them.
 */
import type { ConditionClause, PolicyDocument } from "@/lib/domain/policy";
import type { ContextEntry, ContextType } from "./question";

/** What is known of the caller, by key in lower case: principal tags, account, organisation. */
export type KnownValues = ReadonlyMap<string, string>;

const OTHER = "podlens-verify-other";
const NO_VALUE = "podlens-verify";
const VARIABLE = /\$\{([^}*?$]+)\}/g;

/** Entries by key in lower case, in the order in which the documents name them. */
export function contextOf(documents: readonly PolicyDocument[], known: KnownValues): ReadonlyMap<string, ContextEntry> {
  const clauses = new Map<string, ConditionClause[]>();
  const variables = new Set<string>();
  for (const document of documents) {
    for (const statement of document.statements) {
      for (const text of statement.resource?.patterns ?? []) collectVariables(text, variables);
      for (const clause of statement.conditions) {
        const lower = clause.key.toLowerCase();
        const list = clauses.get(lower);
        if (list) list.push(clause);
        else clauses.set(lower, [clause]);
        for (const value of clause.values) collectVariables(value, variables);
      }
    }
  }
  const entries = new Map<string, ContextEntry>();
  for (const [lower, list] of clauses) entries.set(lower, entryOf(list[0]?.key ?? lower, list, known));
  for (const name of variables) {
    const lower = name.toLowerCase();
    if (!entries.has(lower)) entries.set(lower, { key: name, values: [known.get(lower) ?? NO_VALUE], type: "string" });
  }
  return entries;
}

/** The same with one key's value changed into one that no policy names; null for a type that has none. */
export function withOtherValue(entry: ContextEntry): ContextEntry | null {
  switch (entry.type) {
    case "boolean":
      return { ...entry, values: [entry.values[0] === "true" ? "false" : "true"] };
    case "ip":
      return { ...entry, values: ["192.0.2.77"] };
    case "string":
    case "stringList":
      return { ...entry, values: [OTHER] };
    default:
      return null;
  }
}

/** A pattern's text with its variables filled in and its wildcards taken at their word. */
export function concrete(pattern: string, context: ReadonlyMap<string, ContextEntry>): string {
  return fill(pattern, (lower) => context.get(lower)?.values[0] ?? NO_VALUE);
}

function fill(pattern: string, variable: (lowerKey: string) => string): string {
  return pattern
    .replace(/\$\{([*?$])\}/g, "$1")
    .replace(/\$\{([^}]*)\}/g, (_, inside: string) => variable((inside.split(",")[0] ?? "").trim().toLowerCase()))
    .replace(/\*/g, "verify")
    .replace(/\?/g, "v");
}

function collectVariables(text: string, into: Set<string>): void {
  for (const [, inside = ""] of text.matchAll(VARIABLE)) into.add((inside.split(",")[0] ?? "").trim());
}

function entryOf(key: string, clauses: readonly ConditionClause[], known: KnownValues): ContextEntry {
  const type = typeOf(clauses);
  const fixed = known.get(key.toLowerCase());
  if (fixed !== undefined) return { key, values: [fixed], type };
  const positive = clauses.find((clause) => !/not|^null/i.test(clause.operator) && clause.values.length > 0);
  const wanted = positive?.values[0];
  return { key, values: [wanted === undefined ? fallback(type) : satisfying(wanted, type, known)], type };
}

function satisfying(wanted: string, type: ContextType, known: KnownValues): string {
  if (type === "ip") return wanted.split("/")[0] ?? wanted;
  return fill(wanted, (lower) => known.get(lower) ?? NO_VALUE);
}

function fallback(type: ContextType): string {
  const values: Record<ContextType, string> = {
    string: NO_VALUE,
    stringList: NO_VALUE,
    numeric: "1",
    boolean: "true",
    date: "2026-01-01T00:00:00Z",
    ip: "192.0.2.10",
  };
  return values[type];
}

function typeOf(clauses: readonly ConditionClause[]): ContextType {
  for (const { operator } of clauses) {
    if (/^for(all|any)/i.test(operator)) return "stringList";
    if (/numeric/i.test(operator)) return "numeric";
    if (/date/i.test(operator)) return "date";
    if (/ipaddress/i.test(operator)) return "ip";
    if (/^bool/i.test(operator)) return "boolean";
  }
  return "string";
}
