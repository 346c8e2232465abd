/** Metadata of any object, as far as it can be trusted to have the shape that it should. */
import type { V1ObjectMeta } from "@kubernetes/client-node";
import type { Tags } from "@/lib/domain/snapshot/facts";

const LONGEST_VALUE = 2_048;
/** kubectl's copy of the whole object: large, and may hold what is not to be kept. */
const COPY_OF_OBJECT = "kubectl.kubernetes.io/last-applied-configuration";

/** Own keys with text; longer values are cut, and say so. */
export function textMap(value: unknown): Tags {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) =>
      typeof text === "string" && key !== COPY_OF_OBJECT ? [[key, cut(text)]] : [],
    ),
  );
}

/** One entry of a map that came from outside; undefined where it has none of its own. */
export function entry(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const text = (value as Record<string, unknown>)[key];
  return typeof text === "string" ? cut(text) : undefined;
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? cut(value) : null;
}

export function countOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Items of a list, without what is no object. */
export function objects<T>(value: readonly T[] | undefined | null): readonly NonNullable<T>[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly T[]).filter((item): item is NonNullable<T> => typeof item === "object" && item !== null);
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

export interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly createdAt: string | null;
}

/** null where it has no name: nothing could be said of it. */
export function namedBy(metadata: V1ObjectMeta | undefined): Named | null {
  const name = textOrNull(metadata?.name);
  if (name === null) return null;
  const created = metadata?.creationTimestamp;
  const known = created instanceof Date && !Number.isNaN(created.getTime());
  return { name, namespace: textOrNull(metadata?.namespace) ?? "", createdAt: known ? created.toISOString() : null };
}
