import { arnLike } from "./arn-like";
import { binaryEquals } from "./binary-equals";
import { bool } from "./bool";
import { date } from "./date";
import { ipAddress } from "./ip-address";
import { numeric } from "./numeric";
import type { Operator } from "./operator";
import { stringEquals } from "./string-equals";
import { stringEqualsIgnoreCase } from "./string-equals-ignore-case";
import { stringLike } from "./string-like";

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  [stringEquals, stringEqualsIgnoreCase, stringLike, numeric, date, bool, binaryEquals, ipAddress, arnLike]
    .flat()
    .map((operator) => [operator.name.toLowerCase(), operator]),
);

/** How many of a request's values must match: one operator's prefix. */
export type SetQualifier = "ForAllValues" | "ForAnyValue" | null;

/** An operator as a policy writes it. `base` "Null" tests presence; null = no operator that we know. */
export interface QualifiedOperator {
  readonly qualifier: SetQualifier;
  readonly base: Operator | "Null" | null;
  readonly ifExists: boolean;
}

const PREFIXES = [
  ["forallvalues:", "ForAllValues"],
  ["foranyvalue:", "ForAnyValue"],
] as const;
const SUFFIX = "ifexists";

/** "ForAnyValue:StringLikeIfExists" taken apart; case does not count. */
export function readOperator(written: string): QualifiedOperator {
  let name = written.toLowerCase();
  let qualifier: SetQualifier = null;
  for (const [prefix, value] of PREFIXES) {
    if (!name.startsWith(prefix)) continue;
    qualifier = value;
    name = name.slice(prefix.length);
    break;
  }
  if (name === "null") return { qualifier, base: "Null", ifExists: false };
  const ifExists = name.endsWith(SUFFIX);
  if (ifExists) name = name.slice(0, -SUFFIX.length);
  return { qualifier, base: OPERATORS.get(name) ?? null, ifExists };
}
