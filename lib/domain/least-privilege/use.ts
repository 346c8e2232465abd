/** What was called with a role's credentials, and what the role is needed for whatever was recorded. */
import { alsoNeeded } from "@/lib/domain/activity/event-action";

/** One IAM action, or an event that none is known for. */
export interface RecordedUse {
  /** "s3:GetObject"; null = no IAM action is known for the event. */
  readonly action: string | null;
  /** IAM service prefix, or the event source's where no action is known. */
  readonly service: string;
  readonly eventName: string;
  readonly calls: number;
  /** Of `calls`. */
  readonly denied: number;
  /** ISO 8601 UTC. */
  readonly last: string;
}

export interface ActionUse {
  /** As the record or the action table spells it. */
  readonly name: string;
  readonly calls: number;
  readonly denied: number;
  readonly last: string;
}

export class RoleUse {
  /** By action in lower case. */
  readonly actions: ReadonlyMap<string, ActionUse>;
  /** By service prefix in lower case: events of which no single action is known. */
  readonly unnamed: ReadonlyMap<string, readonly string[]>;

  /** `known`: does the action table have the action. What it does not have may be an event of another name. */
  constructor(rows: readonly RecordedUse[], known: (action: string) => boolean) {
    const actions = new Map<string, { name: string; calls: number; denied: number; last: string }>();
    const unnamed = new Map<string, Set<string>>();
    for (const { action, service, eventName, calls, denied, last } of rows) {
      if (action === null || !known(action)) {
        // Denied calls need nothing.
        if (calls > denied) add(unnamed, service.toLowerCase(), eventName);
      }
      if (action === null) continue;
      sum(actions, { name: action, calls, denied, last });
      const also = alsoNeeded(service.toLowerCase(), eventName);
      if (also !== null && calls > denied) sum(actions, { name: also, calls: calls - denied, denied: 0, last });
    }
    this.actions = actions;
    this.unnamed = new Map([...unnamed].map(([service, names]) => [service, [...names].sort()]));
  }

  /** Was it called, and not only in vain. */
  used(action: string): ActionUse | null {
    const use = this.actions.get(action.toLowerCase());
    return use && use.calls > use.denied ? use : null;
  }
}

function sum(actions: Map<string, { -readonly [K in keyof ActionUse]: ActionUse[K] }>, use: ActionUse): void {
  const key = use.name.toLowerCase();
  const held = actions.get(key);
  if (held) {
    held.calls += use.calls;
    held.denied += use.denied;
    if (use.last > held.last) held.last = use.last;
  } else actions.set(key, { ...use });
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const held = map.get(key);
  if (held) held.add(value);
  else map.set(key, new Set([value]));
}
