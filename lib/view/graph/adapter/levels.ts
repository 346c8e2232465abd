/** Access levels of action patterns, each looked up once. Source of levels: the Service Authorization Reference. */
import type { PatternElement } from "@/lib/domain/policy/ast";
import { ActionMatcher } from "@/lib/domain/policy/sets/action-pattern";
import type { AccessLevel, ActionTable } from "@/lib/domain/policy/table";

/** Strongest first. */
const strength: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

export class LevelFinder {
  private readonly matcher: ActionMatcher;
  private readonly known = new Map<string, readonly AccessLevel[]>();

  constructor(actions: ActionTable) {
    this.matcher = new ActionMatcher(actions);
  }

  /** Empty where the table has no such action. What a NotAction leaves is taken for all levels. */
  of(pattern: string, negated: boolean): readonly AccessLevel[] {
    const key = negated ? "*" : pattern.toLowerCase();
    let levels = this.known.get(key);
    if (!levels) {
      const found = new Set<AccessLevel>();
      for (const action of this.matcher.match(key).actions) found.add(this.matcher.table.accessLevel(action));
      levels = strength.filter((level) => found.has(level));
      this.known.set(key, levels);
    }
    return levels;
  }
}

/** null where none is known. */
export function strongest(levels: Iterable<AccessLevel>): AccessLevel | null {
  const all = new Set(levels);
  return strength.find((level) => all.has(level)) ?? null;
}

/** Action patterns that belong to a service, as written; "*" stands for every service. */
export function patternsOfService(action: PatternElement, service: string): readonly string[] {
  return action.patterns.filter((pattern) => serviceOf(pattern) === service);
}

export function serviceOf(pattern: string): string {
  const colon = pattern.indexOf(":");
  return colon < 0 ? "*" : pattern.slice(0, colon).toLowerCase();
}
