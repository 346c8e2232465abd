import type { PolicyVersion } from "../ast";
import type { Facts } from "../facts";
import type { Units } from "../match/units";
import type { Tri } from "../tri";

/** The values of one condition key of a policy, ready to be compared with values of requests. */
export interface Matcher {
  /** Does any of the policy's values match this value of the request? */
  match(value: string, facts: Facts): Tri;
  /** The same for a value of which only the form is known. */
  relate(known: Units, facts: Facts): Tri;
}

/** A condition operator, without set prefix and IfExists. Source: IAM User Guide, "Condition operators". */
export interface Operator {
  readonly name: string;
  /** True where it holds when no value matches: StringNotEquals and its like. */
  readonly negated: boolean;
  /** Of negated operators: whether a text is a value of the operator's type at all. */
  readonly reads?: (text: string) => boolean;
  compile(values: readonly string[], version: PolicyVersion): Matcher;
}

/** The operator and its negation: one comparison, read in two ways. */
export function withNegation(
  name: string,
  negatedName: string,
  compile: Operator["compile"],
  reads: (text: string) => boolean = () => true,
): readonly Operator[] {
  return [
    { name, negated: false, compile },
    { name: negatedName, negated: true, reads, compile },
  ];
}
