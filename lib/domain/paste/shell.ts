/** Text for a POSIX shell. Names come from others: whatever they hold, they stay one word. */

/** One command on several lines. */
export function command(parts: readonly string[]): string {
  return parts.join(" \\\n  ");
}

export function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** For what follows "#": one line, whatever the text holds. */
export function commentLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

const mark = "END_OF_POLICY";

/** Writes a file from the text. No line of JSON is the mark. */
export function writeFile(name: string, text: string): string {
  return `cat > ${quote(name)} <<'${mark}'\n${text}\n${mark}`;
}
