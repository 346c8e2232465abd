/** Named addresses of pages, kept in the store's settings. */
import { type SavedView, type SaveViewBody, saveViewBody, viewPages } from "@/lib/contracts/api";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { Clock, SettingsStore } from "./ports";

const prefix = "view:";
/** More than anybody finds again. */
const most = 500;

export class ViewError extends Error {
  override readonly name = "ViewError";
  readonly code = "bad-request";
  readonly body = {
    code: "bad-request" as const,
    message: `There are ${most} saved views already.`,
    remedy: "Remove some that nobody uses.",
  };
}

/** By page, then by name. What does not read as a view (kept by another version) is left out. */
export async function listViews(settings: SettingsStore): Promise<readonly SavedView[]> {
  const kept = await settings.list(prefix);
  const views = kept.flatMap(({ key, value }) => readView(key.slice(prefix.length), value));
  const order = (view: SavedView) => viewPages.indexOf(view.page);
  return views.sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Throws ViewError where there are too many. */
export async function saveView(settings: SettingsStore, clock: Clock, body: SaveViewBody): Promise<SavedView> {
  const id = stableHash(body.page, body.name);
  const params = new URLSearchParams(body.query);
  params.delete("snapshot");
  const value = { page: body.page, name: body.name, query: params.toString(), savedAt: clock.now().toISOString() };
  const kept = await settings.list(prefix);
  if (kept.length >= most && !kept.some(({ key }) => key === prefix + id)) throw new ViewError();
  await settings.set(prefix + id, value);
  return { id, ...value };
}

export async function removeView(settings: SettingsStore, id: string): Promise<void> {
  await settings.remove(prefix + id);
}

function readView(id: string, value: unknown): SavedView[] {
  if (typeof value !== "object" || value === null) return [];
  const { savedAt, ...rest } = value as Record<string, unknown>;
  const parsed = saveViewBody.safeParse(rest);
  return parsed.success && typeof savedAt === "string" ? [{ id, ...parsed.data, savedAt }] : [];
}
