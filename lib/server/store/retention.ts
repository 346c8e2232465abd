/** Which snapshots are kept. */

const DAY = 86_400_000;
const KEEP_ALL_DAYS = 30;

export interface Retained {
  readonly id: string;
  readonly startedAt: string;
  readonly status: string;
}

/**
 * Ids that can go: sealed ones older than 30 days that are not the first of their week (Monday to Sunday, UTC), and
 * unsealed ones older than 30 days. The newest sealed one and whatever runs always stays.
 */
export function snapshotsToRemove(snapshots: readonly Retained[], now: Date): string[] {
  const oldest = now.getTime() - KEEP_ALL_DAYS * DAY;
  const inOrder = [...snapshots].sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.id.localeCompare(b.id));
  const newestSealed = inOrder.findLast(isSealed)?.id;
  const weeks = new Set<number>();
  const removed: string[] = [];
  for (const snapshot of inOrder) {
    const started = Date.parse(snapshot.startedAt);
    const firstOfWeek = isSealed(snapshot) && !weeks.has(weekOf(started));
    if (firstOfWeek) weeks.add(weekOf(started));
    if (started >= oldest || snapshot.status === "running" || snapshot.id === newestSealed || firstOfWeek) continue;
    removed.push(snapshot.id);
  }
  return removed;
}

function isSealed(snapshot: Retained): boolean {
  return snapshot.status === "complete" || snapshot.status === "partial";
}

/** Number of the week since the epoch, whose first day was a Thursday. */
function weekOf(time: number): number {
  return Math.floor((Math.floor(time / DAY) + 3) / 7);
}
