/** The few snapshots that are open: opening one more first lets go of the one that was asked least recently. */

export interface SnapshotCache<T> {
  get(id: string): T | undefined;
  /** Room is made before `open` runs, so that never more than `most` are in memory. */
  put(id: string, open: () => T): void;
}

export function createSnapshotCache<T>(most: number): SnapshotCache<T> {
  const entries = new Map<string, T>();
  return {
    get: (id) => {
      const found = entries.get(id);
      if (found !== undefined) {
        entries.delete(id);
        entries.set(id, found);
      }
      return found;
    },
    put: (id, open) => {
      entries.delete(id);
      while (entries.size >= most) entries.delete(entries.keys().next().value as string);
      entries.set(id, open());
    },
  };
}
