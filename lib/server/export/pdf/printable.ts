/** Text as paper can show it: what is invisible, or turns the direction of what follows, is spelt out. */

/** Controls, halves of surrogate pairs, zero-width and direction marks, variation selectors and tags. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\uD800-\uDFFF]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E0FFF}]/gu;

/** "[U+202E]": plain letters, so that every font has them. */
export function codePointName(codePoint: number): string {
  return `[U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** At most `limit` characters; the rest is said to be missing. Line feeds stay. */
export function printable(text: string, limit: number): string {
  const shown = text.length <= limit ? text : text.slice(0, limit);
  const spelt = shown
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", "    ")
    .replace(UNSEEN, (c) => codePointName(c.codePointAt(0) ?? 0));
  return text.length <= limit ? spelt : `${spelt} [cut: ${text.length} characters, whole in the JSON of this report]`;
}
