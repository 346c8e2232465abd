/** How much of a stretch of time was watched, for one account and one class of event: what "never seen" rests on. */
import type { WatchClass, WatchedState } from "./coverage";

/** A stretch of days with one state. Days as "2026-11-20", both ends included. */
export interface WatchedStretch {
  readonly accountId: string;
  readonly region: string;
  readonly class: WatchClass;
  readonly from: string;
  readonly to: string;
  readonly state: WatchedState;
  readonly because: string;
}

export interface Watch {
  readonly state: "all" | "part" | "none";
  readonly because: string;
}

const DAY = 86_400_000;

/** Answers by account and class; each is worked out once. `from` inclusive, `to` exclusive, ISO 8601 UTC. */
export function watchBook(
  stretches: readonly WatchedStretch[],
  from: string,
  to: string,
): (accountId: string, kind: WatchClass) => Watch {
  const first = day(from);
  const last = day(new Date(Date.parse(to) - 1).toISOString());
  const byKey = new Map<string, WatchedStretch[]>();
  for (const stretch of stretches) {
    const key = `${stretch.accountId}|${stretch.class}`;
    const held = byKey.get(key);
    if (held) held.push(stretch);
    else byKey.set(key, [stretch]);
  }
  const answers = new Map<string, Watch>();
  return (accountId, kind) => {
    const key = `${accountId}|${kind}`;
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = judge(byKey.get(key) ?? [], first, last);
      answers.set(key, answer);
    }
    return answer;
  };
}

function judge(stretches: readonly WatchedStretch[], first: number, last: number): Watch {
  const regions = new Map<string, number>();
  const span = last - first + 1;
  let other: WatchedStretch | null = null;
  let partly = false;
  for (const stretch of stretches) {
    const start = Math.max(first, day(stretch.from));
    const end = Math.min(last, day(stretch.to));
    if (start > end) continue;
    const seen = regions.get(stretch.region) ?? 0;
    if (stretch.state === "recorded") regions.set(stretch.region, seen + end - start + 1);
    else {
      regions.set(stretch.region, seen);
      partly ||= stretch.state === "partly";
      other ??= stretch;
    }
  }
  if (regions.size === 0)
    return { state: "none", because: "No trail, event history or file of this account was read." };
  const days = [...regions.values()];
  if (days.every((count) => count >= span)) {
    return {
      state: "all",
      because: `Recorded on all ${span} days in ${regions.size} ${regions.size === 1 ? "region" : "regions"}.`,
    };
  }
  const why = other === null ? "Some days have no records." : other.because;
  if (days.every((count) => count === 0) && !partly) return { state: "none", because: why };
  const most = Math.max(...days);
  return { state: "part", because: `Recorded on ${most} of ${span} days at best. ${why}` };
}

function day(text: string): number {
  return Math.floor(Date.parse(text.slice(0, 10)) / DAY);
}
