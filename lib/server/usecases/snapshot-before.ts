/** Which snapshot came before another: the newest sealed one of the same scope that is older. */
import type { SnapshotStore } from "./ports";

/** null where there is none, or no such snapshot. */
export async function snapshotBefore(
  store: Pick<SnapshotStore, "list" | "get">,
  id: string | "latest",
): Promise<string | null> {
  const meta = await store.get(id);
  if (!meta) return null;
  const sealed = await store.list({ statuses: ["complete", "partial"], limit: 500 });
  return sealed.find((each) => each.scope === meta.scope && each.id < meta.id)?.id ?? null;
}
