import type { ConditionClause } from "./ast";
import { LAYER_WORDS } from "./because";
import { readOperator } from "./operators/registry";
import type { Atom, Expression } from "./remaining";

/** "only if aws:SourceVpce is vpce-1 and aws:MultiFactorAuthPresent is true" */
export function inWords(expression: Expression): string {
  return expression.kind === "true" ? "" : `only if ${phrase(expression)}`;
}

function phrase(expression: Expression): string {
  switch (expression.kind) {
    case "true":
      return "nothing else";
    case "false":
      return "the impossible";
    case "not":
      return atom(expression.of, true);
    case "all":
      return expression.of.map((part) => (part.kind === "any" ? `(${phrase(part)})` : phrase(part))).join(" and ");
    case "any":
      return expression.of.map((part) => (part.kind === "all" ? `(${phrase(part)})` : phrase(part))).join(" or ");
    default:
      return atom(expression, false);
  }
}

/** `negated`: the phrase for the contrary. */
function atom(expression: Atom, negated: boolean): string {
  switch (expression.kind) {
    case "condition":
      return condition(expression.clause, negated);
    case "resource":
      return `the resource is ${expression.negated !== negated ? "not " : ""}${list(expression.patterns)}`;
    case "principal":
      return `the caller is ${expression.negated !== negated ? "not " : ""}${list(expression.values)}`;
    case "layer": {
      const several = LAYER_WORDS[expression.layer].endsWith("policies");
      const verb = several || negated ? expression.effect : expression.effect === "allow" ? "allows" : "denies";
      const not = negated ? (several ? "do not " : "does not ") : "";
      return `the ${LAYER_WORDS[expression.layer]}, which could not be read, ${not}${verb} it`;
    }
    case "same-account":
      return `the resource belongs to ${negated ? "another" : "the caller's own"} account`;
  }
}

const SHOWN = 5;

/** "a", "a or b", "one of a, b, c … (12 in all)" */
function list(values: readonly string[]): string {
  if (values.length === 0) return "nothing";
  if (values.length === 1) return values[0]! === "" ? '""' : values[0]!;
  const more = values.length > SHOWN ? ` … (${values.length} in all)` : "";
  return `one of ${values.slice(0, SHOWN).join(", ")}${more}`;
}

const VERBS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["stringequals", ["is", "is not"]],
  ["stringequalsignorecase", ["is (in any case)", "is not (in any case)"]],
  ["stringlike", ["matches", "does not match"]],
  ["arnlike", ["matches", "does not match"]],
  ["arnequals", ["matches", "does not match"]],
  ["bool", ["is", "is not"]],
  ["binaryequals", ["is", "is not"]],
  ["ipaddress", ["is in", "is not in"]],
  ["numericequals", ["equals", "does not equal"]],
  ["numericlessthan", ["is less than", "is not less than"]],
  ["numericlessthanequals", ["is at most", "is not at most"]],
  ["numericgreaterthan", ["is greater than", "is not greater than"]],
  ["numericgreaterthanequals", ["is at least", "is not at least"]],
  ["dateequals", ["is the time", "is not the time"]],
  ["datelessthan", ["is before", "is not before"]],
  ["datelessthanequals", ["is at or before", "is not at or before"]],
  ["dategreaterthan", ["is after", "is not after"]],
  ["dategreaterthanequals", ["is at or after", "is not at or after"]],
]);

function condition({ operator, key, values }: ConditionClause, negated: boolean): string {
  const { qualifier, base, ifExists } = readOperator(operator);
  if (base === null) return `${negated ? "not " : ""}${operator} on ${key} with ${list(values)}`;
  if (base === "Null") {
    const absent = values.some((value) => value.toLowerCase() === "true");
    return `${key} is ${absent !== negated ? "absent" : "present"}`;
  }
  const positive = base.name.toLowerCase().replace(/^(string|numeric|date|arn)not|^not/, "$1");
  const verbs = VERBS.get(positive)!;
  const subject = (all: boolean) => (qualifier === null ? key : `${all ? "every" : "some"} value of ${key}`);
  // The contrary of "every value is" is "some value is not", and the other way round.
  const flipped = base.negated !== negated;
  const text = `${subject((qualifier === "ForAllValues") !== negated)} ${verbs[flipped ? 1 : 0]} ${list(values)}`;
  if (!ifExists) return text;
  return negated ? `${text} and is present` : `${text} where it is present`;
}
