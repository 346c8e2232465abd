/** Whether an action stays in the narrowed policy, and why: what cannot be seen is never called unused. */
import { isNeverRecorded, type WatchClass } from "@/lib/domain/activity/coverage";
import { type RecordedAs, recordedAs } from "@/lib/domain/activity/event-class";
import { whyLeftOut } from "@/lib/domain/activity/recorded-elsewhere";
import type { Watch } from "@/lib/domain/activity/watch";
import { watchOfService } from "@/lib/domain/activity/watch-records";
import type { ActionSet } from "@/lib/domain/policy/sets";
import type { ActionTable } from "@/lib/domain/policy/table";
import { companionsOf } from "./companions";
import type { RoleUse } from "./use";

/**
 * used: called · needed: checked within a call that was seen · required: an association's second hop needs it ·
 * not-recordable: no event is ever written · reviewer: somebody chose so · unnamed-calls: calls of the service whose
 * action is not known · not-watched: this class of event was not watched all the time.
 */
export const keepReasons = [
  "used",
  "needed",
  "required",
  "reviewer",
  "not-recordable",
  "unnamed-calls",
  "not-watched",
] as const;
export type KeepReason = (typeof keepReasons)[number];
export type DropReason = "not-seen" | "denied-only" | "reviewer";

export type ActionVerdict =
  | { readonly keep: true; readonly reason: KeepReason; readonly because: string }
  | { readonly keep: false; readonly reason: DropReason; readonly because: string };

export interface JudgeInput {
  readonly table: ActionTable;
  readonly use: RoleUse;
  /** Of the role's account over the whole period. */
  readonly watch: (kind: WatchClass) => Watch;
  /** Of services whose events are all recorded in one region, of that region. */
  readonly watchGlobal: (kind: WatchClass) => Watch;
  /** A reviewer's own risk: management events that were watched in part count as watched. Never data events. */
  readonly acceptHoles: boolean;
  /** Services whose management events a trail leaves out; null = what trails leave out is not known. */
  readonly leftOut: ReadonlySet<string> | null;
  /** Chosen by a reviewer. What was used, or is needed with it, stays whatever was dropped. */
  readonly keep: ActionSet;
  readonly drop: ActionSet;
  /** Actions without which an association does not work. */
  readonly required: ActionSet;
}

const NOT_SEEN: ActionVerdict = { keep: false, reason: "not-seen", because: "Never seen while it was watched." };

export class ActionJudge {
  readonly #input: JudgeInput;
  readonly #verdicts = new Map<number, ActionVerdict>();
  /** Action in lower case → the used one that it is checked within. */
  readonly #needed: ReadonlyMap<string, string>;

  constructor(input: JudgeInput) {
    this.#input = input;
    const needed = new Map<string, string>();
    for (const { name } of input.use.actions.values()) {
      const id = input.table.actionId(name);
      if (id === null || input.use.used(name) === null) continue;
      for (const companion of companionsOf(input.table, id)) {
        if (!needed.has(companion.toLowerCase())) needed.set(companion.toLowerCase(), input.table.actionName(id));
      }
    }
    this.#needed = needed;
  }

  judge(id: number): ActionVerdict {
    let verdict = this.#verdicts.get(id);
    if (!verdict) {
      verdict = this.#judge(id);
      this.#verdicts.set(id, verdict);
    }
    return verdict;
  }

  #judge(id: number): ActionVerdict {
    const { table, use, keep, drop, required } = this.#input;
    const name = table.actionName(id);
    const seen = use.used(name);
    if (seen) return kept("used", `Called ${seen.calls - seen.denied} times, last ${seen.last.slice(0, 10)}.`);
    if (contains(required, id)) return kept("required", "An association leads through this role to a second one.");
    const within = this.#needed.get(name.toLowerCase());
    if (within !== undefined) return kept("needed", `It may be checked within ${within}, which was called.`);
    if (contains(drop, id)) return { keep: false, reason: "reviewer", because: "The reviewer takes it out." };
    if (contains(keep, id)) return kept("reviewer", "The reviewer keeps it.");
    return this.#unseen(id, name);
  }

  #unseen(id: number, name: string): ActionVerdict {
    const { table, use } = this.#input;
    const kind = recordedClass(table, id);
    if (kind === "never")
      return kept("not-recordable", isNeverRecorded(name)?.because ?? "CloudTrail writes no event for it.");
    const service = table.serviceOf(id);
    const events = use.unnamed.get(service);
    if (events)
      return kept("unnamed-calls", `Calls of ${service} were recorded whose action is not known: ${some(events)}.`);
    const blind = this.#blindness(service, kind);
    if (blind !== null) return kept("not-watched", blind);
    const tried = use.actions.get(name.toLowerCase());
    if (tried)
      return { keep: false, reason: "denied-only", because: `Attempted ${tried.denied} times, and denied each time.` };
    return NOT_SEEN;
  }

  /** Why nothing follows from not having seen it; null where something does. */
  #blindness(service: string, kind: WatchClass): string | null {
    const { watch, watchGlobal, leftOut, acceptHoles } = this.#input;
    const found = watchOfService(service, kind, { watch, watchGlobal });
    const enough = found.state === "all" || (acceptHoles && found.state === "part" && kind !== "data");
    return enough ? whyLeftOut(service, kind, leftOut) : found.because;
  }
}

const classes = new WeakMap<ActionTable, readonly RecordedAs[]>();

/** The class of event that an action of the table is recorded as. */
export function recordedClass(table: ActionTable, id: number): RecordedAs {
  let known = classes.get(table);
  if (!known) {
    known = Array.from({ length: table.size }, (_, each) => {
      const onObject = table.serviceOf(each) === "s3" && table.resourceTypes(each).some(({ key }) => key === "object");
      return recordedAs(table.actionName(each), table.accessLevel(each), onObject);
    });
    classes.set(table, known);
  }
  return known[id]!;
}

function kept(reason: KeepReason, because: string): ActionVerdict {
  return { keep: true, reason, because };
}

function contains(set: ActionSet, id: number): boolean {
  for (const [start, end] of set.ranges()) if (id >= start && id < end) return true;
  return false;
}

function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
