/**
 * A small evaluation of policy documents, written apart from the product's engine so that comparing the two means
 * something: regular expressions over whole ARNs, conditions one by one, variables as text. It knows what the sample's
 * policies use; an operator that it does not know makes an allow not apply and a deny apply.
 */

export interface Document {
  readonly id: string;
  readonly text: string;
}

/** Values by key in lower case. */
export type Context = ReadonlyMap<string, readonly string[]>;

export interface Verdict {
  readonly decision: "allowed" | "implicitDeny" | "explicitDeny";
  /** Ids of documents with a statement that decided. */
  readonly matched: readonly string[];
  /** Keys that conditions look at and that were not given. */
  readonly missing: readonly string[];
}

type Texts = string | readonly string[];

interface Statement {
  readonly Effect: string;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Texts | boolean | number>>>>;
}

export function evaluate(documents: readonly Document[], action: string, resource: string, context: Context): Verdict {
  const missing = new Set<string>();
  const allowing: string[] = [];
  const denying: string[] = [];
  for (const { id, text } of documents) {
    const { Statement } = JSON.parse(text) as { Statement: Statement | Statement[] };
    for (const statement of [Statement].flat()) {
      const applies =
        matches(statement.Action, statement.NotAction, action, "i", context) &&
        matches(statement.Resource, statement.NotResource, resource, "", context);
      if (!applies) continue;
      const holds = conditionsHold(statement, context, missing);
      if (statement.Effect === "Allow" && holds === true) allowing.push(id);
      if (statement.Effect === "Deny" && holds !== false) denying.push(id);
    }
  }
  const decision = denying.length > 0 ? "explicitDeny" : allowing.length > 0 ? "allowed" : "implicitDeny";
  return { decision, matched: denying.length > 0 ? denying : allowing, missing: [...missing] };
}

function matches(
  patterns: Texts | undefined,
  notPatterns: Texts | undefined,
  text: string,
  flags: string,
  context: Context,
): boolean {
  const hit = (some: Texts) => [some].flat().some((pattern) => wildcard(String(pattern), flags, context).test(text));
  return patterns !== undefined ? hit(patterns) : notPatterns !== undefined && !hit(notPatterns);
}

function wildcard(pattern: string, flags: string, context: Context): RegExp {
  const source = pattern
    .split(/(\$\{[^}]*\})/)
    .map((part) =>
      part.startsWith("${")
        ? quoted(variableValue(part, context))
        : quoted(part).replace(/\\\*/g, ".*").replace(/\\\?/g, "."),
    )
    .join("");
  return new RegExp(`^${source}$`, `s${flags}`);
}

/** A variable's value; a text that nothing equals where it has none. */
function variableValue(variable: string, context: Context): string {
  const inside = variable.slice(2, -1);
  if (["*", "?", "$"].includes(inside)) return inside;
  const [name = "", fallback] = inside.split(",");
  const values = context.get(name.trim().toLowerCase());
  if (values?.length === 1) return values[0] ?? "";
  return fallback === undefined ? "\u0000" : fallback.trim().replace(/^'|'$/g, "");
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** null: an operator that is not known. */
function conditionsHold({ Condition }: Statement, context: Context, missing: Set<string>): boolean | null {
  for (const [operator, clauses] of Object.entries(Condition ?? {})) {
    for (const [key, wanted] of Object.entries(clauses)) {
      const values = context.get(key.toLowerCase());
      if (values === undefined) missing.add(key);
      const holds = holdsOne(operator, values, [wanted as Texts].flat().map(String), context);
      if (holds !== true) return holds;
    }
  }
  return true;
}

function holdsOne(
  written: string,
  values: readonly string[] | undefined,
  wanted: readonly string[],
  context: Context,
): boolean | null {
  const set = /^(ForAllValues|ForAnyValue):/i.exec(written)?.[1]?.toLowerCase();
  const ifExists = /IfExists$/i.test(written);
  const operator = written
    .replace(/^[A-Za-z]+:/, "")
    .replace(/IfExists$/i, "")
    .toLowerCase();
  if (operator === "null") return (wanted[0] === "true") === (values === undefined);
  const test = TESTS[operator.replace(/not(?=equals|like|ipaddress)/, "").replace(/^not/, "")];
  if (test === undefined) return null;
  const negated = /not/.test(operator);
  if (values === undefined || values.length === 0) return ifExists || negated || set === "forallvalues";
  const one = (value: string) => wanted.some((each) => test(value, each, context)) !== negated;
  return set === "forallvalues" ? values.every(one) : set === "foranyvalue" ? values.some(one) : one(values[0] ?? "");
}

type Test = (value: string, wanted: string, context: Context) => boolean;

const same: Test = (value, wanted, context) => value === filled(wanted, context);
const like: Test = (value, wanted, context) => wildcard(wanted, "", context).test(value);
const numbers =
  (compare: (a: number, b: number) => boolean): Test =>
  (value, wanted) =>
    compare(Number(value), Number(wanted));
const dates =
  (compare: (a: number, b: number) => boolean): Test =>
  (value, wanted) =>
    compare(Date.parse(value), Date.parse(wanted));

const TESTS: Readonly<Record<string, Test>> = {
  stringequals: same,
  stringequalsignorecase: (value, wanted, context) => value.toLowerCase() === filled(wanted, context).toLowerCase(),
  stringlike: like,
  arnequals: like,
  arnlike: like,
  bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  numericequals: numbers((a, b) => a === b),
  numericlessthan: numbers((a, b) => a < b),
  numericlessthanequals: numbers((a, b) => a <= b),
  numericgreaterthan: numbers((a, b) => a > b),
  numericgreaterthanequals: numbers((a, b) => a >= b),
  datelessthan: dates((a, b) => a < b),
  dategreaterthan: dates((a, b) => a > b),
  ipaddress: (value, wanted) => inNetwork(value, wanted),
};

function filled(text: string, context: Context): string {
  return text.replace(/\$\{[^}]*\}/g, (variable) => variableValue(variable, context));
}

/** IPv4 only: what the sample's policies hold. */
function inNetwork(address: string, network: string): boolean {
  const [base = "", bits = "32"] = network.split("/");
  const mask = bits === "0" ? 0 : (~0 << (32 - Number(bits))) >>> 0;
  return (numberOf(address) & mask) >>> 0 === (numberOf(base) & mask) >>> 0;
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}
