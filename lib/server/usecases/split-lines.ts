/** Stands for a line that was longer than allowed: its text was not kept. */
export const TOO_LONG = Symbol("line too long");

/**
 * The lines of a stream of text or UTF-8 bytes, without their line breaks (LF or CRLF). Bytes that are no UTF-8 become
 * U+FFFD. Holds at most one line of `maxLine` characters and one chunk.
 */
export async function* splitLines(
  input: AsyncIterable<string | Uint8Array>,
  maxLine: number,
): AsyncGenerator<string | typeof TOO_LONG, void, undefined> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  let first = true;

  const take = (): string | typeof TOO_LONG => {
    const tooLong = length > maxLine;
    let line = pieces.join("");
    pieces = [];
    length = 0;
    if (line.endsWith("\r")) line = line.slice(0, -1);
    if (first && line.startsWith("\uFEFF")) line = line.slice(1);
    first = false;
    return tooLong ? TOO_LONG : line;
  };
  const add = (piece: string) => {
    length += piece.length;
    if (length > maxLine) pieces = [];
    else if (piece !== "") pieces.push(piece);
  };

  for await (const chunk of input) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      add(text.slice(from, end));
      yield take();
      from = end + 1;
    }
    add(text.slice(from));
  }
  add(decoder.decode());
  if (length > 0) yield take();
}
