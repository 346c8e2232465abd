/** Several actions of one set of credentials on a resource, a pattern of resources, or whatever the policies name. */
import type { Verdict } from "@/lib/domain/identity/binding";
import type { AccessIndex } from "./access-index";
import { type Judgement, type JudgeOptions, judge } from "./judge";
import { atMost, type Certainty } from "./levels";
import type { Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";
import { whoCan } from "./who-can";

export interface JudgedActions {
  readonly verdict: Verdict;
  /** Of the action that says most: the least certain of those that can be done, else the first. */
  readonly judgement: Judgement;
  /** What the judgement does not say: which of the actions it holds for. */
  readonly conditions: readonly string[];
}

/** More actions than these are not judged one by one: the first of them stand for all. */
const ACTIONS = 500;
const SHOWN = 8;

const ONE_OF = "the action is one of ";

/** Of conditions: not all of the actions can be done. */
export function isAboutActions(condition: string): boolean {
  return condition.startsWith(ONE_OF);
}

/** `actions` must not be empty. */
export function judgeAll(
  index: AccessIndex,
  profile: Profile,
  actions: readonly string[],
  end: ResourceEnd,
  options: JudgeOptions,
): JudgedActions {
  const can: { readonly action: string; readonly verdict: Certainty; readonly judgement: Judgement }[] = [];
  let first: Judgement | null = null;
  const judged = actions.slice(0, ACTIONS);
  for (const action of judged) {
    const judgement = judge(index, profile, action, end, options);
    first ??= judgement;
    const single = actions.length === 1;
    const verdict = single ? onAnything(index, profile, action, end, options, judgement.verdict) : judgement.verdict;
    if (verdict !== "denied") can.push({ action, verdict, judgement });
  }
  const [one] = can;
  if (!one) return { verdict: "denied", judgement: first!, conditions: [] };
  const worst = can.reduce((a, b) => (atMost(a.verdict, b.verdict) === a.verdict ? a : b), one);
  const names = can.slice(0, SHOWN).map(({ action }) => action);
  const more = can.length > SHOWN ? ` … (${can.length} in all)` : "";
  const partial = can.length < judged.length ? [`${ONE_OF}${names.join(", ")}${more}`] : [];
  const left = actions.length > judged.length ? [`only ${judged.length} of ${actions.length} actions were judged`] : [];
  return { verdict: worst.verdict, judgement: worst.judgement, conditions: [...partial, ...left] };
}

/**
 * Without a resource, what is certain on the resources that a grant names is certain: who-can's answer. What the asker
 * filled in, it does not know.
 */
function onAnything(
  index: AccessIndex,
  profile: Profile,
  action: string,
  end: ResourceEnd,
  { context }: JudgeOptions,
  verdict: Verdict,
): Verdict {
  const id = index.table.actionId(action);
  if (end.text !== "*" || id === null || index.table.wildcardOnly(id) || verdict === "denied") return verdict;
  const known = whoCan(index, action, "").matches.get(profile)?.verdict;
  if (known === undefined) {
    // A role that was asked about by itself is none of those that who-can looks at.
    if (profile.number < index.roles.roles.length) return "denied";
    return index.engine.resourceDecides.has(id) ? "unknown" : verdict;
  }
  return known === "unknown" || context === undefined || context.size === 0 ? known : verdict;
}
