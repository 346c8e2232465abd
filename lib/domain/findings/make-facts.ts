/** The facts that rules are given, made of one snapshot's model. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { AccessModel } from "@/lib/domain/access/model";
import type { LabelRules } from "@/lib/domain/identity/labels";
import type { FindingActivity } from "./activity-facts";
import type { FindingFacts } from "./rule";

export interface FactsInput {
  readonly model: AccessModel;
  /** Called at most once, when the first rule asks. */
  readonly makeAccess: () => AccessIndex;
  readonly labels: LabelRules;
  /** When the scan ended, ISO 8601 UTC. */
  readonly now: string;
  readonly activity: FindingActivity | null;
}

export function createFacts({ makeAccess, ...input }: FactsInput): FindingFacts {
  const kept = new Map<string, unknown>();
  const keep = <T>(name: string, make: () => T): T => {
    if (!kept.has(name)) kept.set(name, make());
    return kept.get(name) as T;
  };
  return { ...input, access: () => keep("the access index", makeAccess), kept: keep };
}
