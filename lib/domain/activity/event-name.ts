/**
 * Ids of events that are no UUIDs. CloudTrail's own are; records that others wrote, or that documents print, need not be.
 * They are kept as their hash, and told as they were written.
 */
import { stableHash } from "@/lib/domain/aws/stable-hash";

/** Before the id, among the store's texts. No address, region or error code begins like this. */
export const EVENT_NAME = "event id: ";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id as the store has it. */
export function storedEventId(eventId: string): string {
  if (UUID.test(eventId)) return eventId.toLowerCase();
  const hex = stableHash(eventId);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const KEYS: ReadonlySet<string> = new Set(["eventId", "eventIds", "twinEventIds"]);

/** The answer with ids as they were written, wherever it tells one. `names`: by the stored id. */
export function withEventNames<T>(answer: T, names: ReadonlyMap<string, string>): T {
  return names.size === 0 ? answer : (renamed(answer, names, false) as T);
}

function renamed(value: unknown, names: ReadonlyMap<string, string>, isId: boolean): unknown {
  if (typeof value === "string") return isId ? (names.get(value) ?? value) : value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, names, isId));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, renamed(each, names, KEYS.has(key))] as const),
  );
}
