/**
 * What a role's trust policy was at a time: snapshots saw it at moments, recorded changes say when it became another.
 * Where the two do not reach, or contradict each other, everything that may have stood there is given, and why.
 */

export type TrustState =
  /** JSON text. */
  | { readonly kind: "document"; readonly text: string }
  | { readonly kind: "no-role" }
  /** It was there, what it said is not known. */
  | { readonly kind: "unread" };

export interface TrustChange {
  readonly eventId: string;
  readonly kind: "role-created" | "role-deleted" | "trust-changed";
  /** ARN of who did it; null where the record does not say. */
  readonly actor: string | null;
}

/** A moment at which the state is known: a snapshot that read it, or the change that made it. Plain data. */
export interface TrustMark {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly state: TrustState;
  readonly snapshotId: string | null;
  /** null = a snapshot. */
  readonly change: TrustChange | null;
}

export interface TrustAt {
  /** What may have stood there; one where it is certain, none where nothing is known. */
  readonly states: readonly TrustState[];
  /** The mark from which on it stood so, and the first one that shows another state; null = none is known. */
  readonly since: TrustMark | null;
  readonly until: TrustMark | null;
  /** Why it is not certain, one sentence; null = it is. */
  readonly why: string | null;
}

export interface TrustHistory {
  at(time: number): TrustAt;
  /** As last known. */
  now(): TrustAt;
  /** Moments between which answers are the same, in order. */
  readonly borders: readonly number[];
}

/** IAM's changes take a moment to be everywhere. Source: IAM User Guide, "Changes that I make are not always immediately visible". */
export const SETTLES_MS = 120_000;

/** Marks of one role in any order. */
export function trustHistory(marks: readonly TrustMark[]): TrustHistory {
  const ordered = inOrder(marks);
  const at = (time: number): TrustAt => {
    return describeAt(
      ordered,
      ordered.findLastIndex((mark) => mark.at <= time),
      time,
    );
  };
  return {
    at,
    now: () => at(Number.POSITIVE_INFINITY),
    borders: [
      ...new Set(ordered.flatMap((mark) => (mark.change === null ? [mark.at] : [mark.at, mark.at + SETTLES_MS]))),
    ].sort((a, b) => a - b),
  };
}

/** True where the marks tell of more than one state: only then anything depends on the time. */
export function everChanged(marks: readonly TrustMark[]): boolean {
  const [first] = marks;
  return first !== undefined && marks.some(({ state, change }) => change !== null || !isSame(state, first.state));
}

/** The same history with fewer marks: of snapshots that saw the same, the first and the last. */
export function condensed(marks: readonly TrustMark[]): TrustMark[] {
  const ordered = inOrder(marks);
  return ordered.filter((mark, index) => {
    const before = ordered[index - 1];
    const after = ordered[index + 1];
    const inner =
      before?.change === null &&
      mark.change === null &&
      after?.change === null &&
      isSame(before.state, mark.state) &&
      isSame(mark.state, after.state);
    return !inner;
  });
}

function inOrder(marks: readonly TrustMark[]): TrustMark[] {
  return [...marks].sort((a, b) => a.at - b.at || Number(a.change === null) - Number(b.change === null));
}

function describeAt(marks: readonly TrustMark[], index: number, time: number): TrustAt {
  const mark = marks[index];
  const next = marks[index + 1] ?? null;
  if (mark === undefined) return beforeAll(next);
  const seen = settledState(mark, next);
  const since = sinceWhen(marks, index, seen);
  const until = marks.slice(index + 1).find((each) => !isSame(stateOf(marks, each), seen)) ?? null;
  if (mark.change !== null && time - mark.at < SETTLES_MS) {
    const before = marks[index - 1];
    const states = before === undefined ? [seen, { kind: "unread" } as const] : distinct([seen, before.state]);
    if (states.length > 1)
      return {
        states,
        since,
        until,
        why: "It was changed at that moment, and IAM's changes take a moment to be everywhere.",
      };
  }
  if (next !== null && next.change === null && !isSame(next.state, seen))
    return {
      states: [seen, next.state],
      since,
      until,
      why: "Between this and the next snapshot it became another, and no record of that change was read.",
    };
  const why = seen.kind === "unread" ? "What the trust policy said then was not read." : null;
  return { states: [seen], since, until, why };
}

function beforeAll(next: TrustMark | null): TrustAt {
  if (next === null)
    return {
      states: [],
      since: null,
      until: null,
      why: "No snapshot holds this role, and no change of its trust policy was read.",
    };
  if (next.change?.kind === "role-created")
    return { states: [{ kind: "no-role" }], since: null, until: next, why: null };
  if (next.change !== null)
    return {
      states: [],
      since: null,
      until: next,
      why: "What the trust policy said before its first recorded change is not known.",
    };
  return {
    states: [next.state],
    since: null,
    until: null,
    why: "No snapshot and no recorded change is as old as this: the first snapshot after it is all that is known.",
  };
}

/** A change whose document was not recorded made what the next snapshot saw. */
function settledState(mark: TrustMark, next: TrustMark | null): TrustState {
  return mark.state.kind === "unread" && mark.change !== null && next !== null && next.change === null
    ? next.state
    : mark.state;
}

function stateOf(marks: readonly TrustMark[], mark: TrustMark): TrustState {
  return settledState(mark, marks[marks.indexOf(mark) + 1] ?? null);
}

function sinceWhen(marks: readonly TrustMark[], index: number, state: TrustState): TrustMark | null {
  let first = index;
  while (first > 0 && isSame(stateOf(marks, marks[first - 1] as TrustMark), state)) first--;
  return marks[first] ?? null;
}

function distinct(states: readonly TrustState[]): TrustState[] {
  return states.filter((state, index) => states.findIndex((other) => isSame(other, state)) === index);
}

export function isSame(a: TrustState, b: TrustState): boolean {
  if (a.kind !== "document" || b.kind !== "document") return a.kind === b.kind;
  return a.text === b.text || plain(a.text) === plain(b.text);
}

/** Without what makes no difference to JSON; a text that is none stays as it is. */
function plain(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text), 0));
  } catch {
    return text;
  }
}

const DEEPEST = 40;

function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((each) => sorted(each, depth + 1));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return entries.map(([key, each]) => [key, sorted(each, depth + 1)]);
}
