/** A condition clause as a sentence. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
import type { ConditionClause } from "@/lib/domain/policy/ast";
import { someOf } from "./words";

interface Words {
  readonly one: string;
  readonly many: string;
}

const same = (one: string, many = `${one} one of`): Words => ({ one, many });

const operators: ReadonlyMap<string, Words> = new Map([
  ["stringequals", same("is")],
  ["stringnotequals", same("is not", "is none of")],
  ["stringequalsignorecase", same("is (in any case)", "is (in any case) one of")],
  ["stringnotequalsignorecase", same("is not (in any case)", "is (in any case) none of")],
  ["stringlike", same("matches")],
  ["stringnotlike", same("does not match", "matches none of")],
  ["numericequals", same("is")],
  ["numericnotequals", same("is not", "is none of")],
  ["numericlessthan", same("is less than")],
  ["numericlessthanequals", same("is at most")],
  ["numericgreaterthan", same("is more than")],
  ["numericgreaterthanequals", same("is at least")],
  ["dateequals", same("is")],
  ["datenotequals", same("is not", "is none of")],
  ["datelessthan", same("is before")],
  ["datelessthanequals", same("is not after")],
  ["dategreaterthan", same("is after")],
  ["dategreaterthanequals", same("is not before")],
  ["bool", same("is")],
  ["binaryequals", same("is the bytes", "is the bytes of one of")],
  ["ipaddress", same("is in")],
  ["notipaddress", same("is not in", "is in none of")],
  ["arnequals", same("matches")],
  ["arnlike", same("matches")],
  ["arnnotequals", same("does not match", "matches none of")],
  ["arnnotlike", same("does not match", "matches none of")],
]);

/** Says exactly what the clause says; an operator that IAM does not know is quoted, never guessed. */
export function conditionSentence(clause: ConditionClause): string {
  const lower = clause.operator.toLowerCase();
  const set = /^(foranyvalue|forallvalues):/.exec(lower)?.[1];
  const bare = set ? lower.slice(set.length + 1) : lower;
  const ifExists = bare.endsWith("ifexists") && bare !== "ifexists";
  const operator = ifExists ? bare.slice(0, -"ifexists".length) : bare;
  if (operator === "null" && !ifExists) return nullSentence(clause);
  const words = operators.get(operator);
  const values = someOf(clause.values, 6);
  if (!words) return `${clause.key} ${clause.operator} ${values}`;
  const verb = clause.values.length === 1 ? words.one : words.many;
  const subject =
    set === "foranyvalue"
      ? `a value of ${clause.key}`
      : set === "forallvalues"
        ? `every value of ${clause.key}, if there are any,`
        : clause.key;
  return `${subject} ${ifExists ? "is absent or " : ""}${verb} ${clause.values.length === 0 ? "nothing" : values}`;
}

function nullSentence(clause: ConditionClause): string {
  const values = new Set(clause.values.map((value) => value.toLowerCase()));
  if (values.size === 1 && values.has("true")) return `${clause.key} is absent`;
  if (values.size === 1 && values.has("false")) return `${clause.key} is present`;
  return `${clause.key} ${clause.operator} ${someOf(clause.values, 6)}`;
}
