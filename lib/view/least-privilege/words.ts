/** A proposal in sentences: what it comes to, and what to read before it is used. */
import type { NarrowedRole } from "@/lib/contracts/api";
import type { RoleModel } from "@/lib/domain/access/model";
import type { Proposal } from "@/lib/domain/least-privilege/propose";
import { roleProblem } from "@/lib/view/role-detail";
import { counted, someOf } from "@/lib/view/words";

interface Facts {
  readonly narrowed: Omit<NarrowedRole, "sentence" | "warnings">;
  readonly proposal: Proposal;
  readonly days: number;
  readonly model: RoleModel;
  readonly usageCut: boolean;
  readonly acceptHoles: boolean;
  /** ISO 8601: of when the action table is. */
  readonly tableOf: string;
}

/** Less than this is too short for what runs once a month, and for what runs once a quarter. */
const shortDays = 30;
const quarterDays = 90;

export function sentenceOf({ narrowed, days, model }: Facts): string {
  const { counts, coverage, state } = narrowed;
  const actions = counted(counts.present, "action");
  if (coverage.every((each) => each.state === "none"))
    return `Nothing was watched in ${counted(days, "day")}: nothing can be called unused, and all ${actions} of ${model.name} stay.`;
  if (state === "nothing") {
    return counts.used === counts.present
      ? `Nothing would go: all ${actions} that ${model.name} allows were used in ${counted(days, "day")}.`
      : `Nothing would go: of ${actions} that ${model.name} allows, ${counts.used} ${was(counts.used)} used, and the rest cannot be called unused.`;
  }
  const stay = counts.kept - counts.used;
  if (counts.removed === 0)
    return `${counts.used} of ${actions} that ${model.name} allows ${was(counts.used)} used. What would go has no effect now: a boundary, a denial or the organization takes it away already.`;
  return `Of ${actions} that ${model.name} allows, ${counts.used} ${was(counts.used)} used in ${counted(days, "day")}, ${stay} ${stay === 1 ? "stays" : "stay"} because use of ${stay === 1 ? "it" : "them"} cannot be ruled out, and ${counts.removed} would go.`;
}

function was(count: number): string {
  return count === 1 ? "was" : "were";
}

export function warningsOf({
  narrowed,
  proposal,
  days,
  model,
  usageCut,
  acceptHoles,
  tableOf,
}: Facts): readonly string[] {
  const { others, otherPrincipals, coverage, quotas, state, watchedInFull, unattributedCalls } = narrowed;
  const warnings: string[] = [];
  if (usageCut)
    warnings.push("More was called than one answer can take in: nothing is called unused. Choose a shorter time.");
  if (acceptHoles)
    warnings.push(
      "Management events that were watched in part count as watched, by your choice: what was only called in a hole would go.",
    );
  const blind = coverage.filter((each) => each.state !== "all");
  if (blind.length > 0) {
    warnings.push(
      `Coverage is thin: ${blind.map((each) => `${classWords[each.class]} ${each.state === "none" ? "were not watched" : "were watched in part"}`).join(", ")}. What only they would show stays.`,
    );
    if (watchedInFull && watchedInFull.days < days)
      warnings.push(
        `Management events were watched without a hole for ${counted(watchedInFull.days, "day")}, from ${watchedInFull.from.slice(0, 10)} on: over that time more could be called unused.`,
      );
  }
  if (state === "proposal" && days < shortDays)
    warnings.push(`${counted(days, "day")} ${days === 1 ? "is" : "are"} short: what runs once a month was not seen.`);
  else if (state === "proposal" && days < quarterDays)
    warnings.push(`${counted(days, "day")} may miss what runs once a quarter or once a year.`);
  if (others.length > 0)
    warnings.push(
      `${counted(others.length, "other workload has", "other workloads have")} this role's credentials: what they used stays, and what is taken away is taken from them too.`,
    );
  if (otherPrincipals.length > 0)
    warnings.push(
      `The trust policy also lets in ${someOf(otherPrincipals)}: their calls count as use as far as they were recorded with this role.`,
    );
  if (unattributedCalls > 0)
    warnings.push(`${counted(unattributedCalls, "call")} of sessions that no workload is known of count as use.`);
  const problem = roleProblem(model);
  if (problem !== null) warnings.push(problem);
  if (state === "proposal" && proposal.policies.some(({ policy }) => widens(policy.document?.statements ?? [])))
    warnings.push(
      `Wildcards also allow actions that the action table (of ${tableOf.slice(0, 10)}) does not list; where actions are named in their place, those go.`,
    );
  if (state === "proposal")
    warnings.push(
      "Some actions are only ever checked within the call of another one. Those that are documented stay; try the policy where a failure does no harm.",
    );
  for (const { name, used, limit, fits } of quotas)
    if (!fits) warnings.push(`${name}: ${used} of ${limit}. That does not fit.`);
  return warnings;
}

const classWords = {
  "management-read": "reading management events",
  "management-write": "writing management events",
  data: "data events",
} as const;

function widens(
  statements: readonly { readonly action: { readonly negated: boolean; readonly patterns: readonly string[] } }[],
): boolean {
  return statements.some(({ action }) => action.negated || action.patterns.some((pattern) => /[*?]/.test(pattern)));
}
