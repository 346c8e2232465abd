/** From what the SDK returns to plain JSON: absent stays null, times are ISO 8601 with milliseconds, keys are safe. */
import type { Tags } from "@/lib/domain/snapshot/facts";

/** null for absent and for a time that is none. */
export function isoTime(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export function orNull<T>(value: T | undefined | null): T | null {
  return value ?? null;
}

/** Own keys only: a tag may be called __proto__ or constructor. */
export function tagMap(tags: Readonly<Record<string, string | undefined>> | undefined): Tags {
  return Object.fromEntries(
    Object.entries(tags ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

export function tagList(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""] as const])),
  );
}

export function present<T>(items: readonly (T | undefined | null)[] | undefined): T[] {
  return (items ?? []).filter((item): item is T => item !== undefined && item !== null);
}

/**
 * IAM sends policy documents percent-encoded (RFC 3986). Text that begins as JSON was not encoded, and text that does
 * not decode is kept as it came: it is reported as no valid policy where it is used.
 */
export function decodeDocument(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^\s*[{[]/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
