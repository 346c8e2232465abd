/** Indents JSON text without parsing it into values, so that duplicate keys and long numbers stay as they were delivered. */

const step = "  ";
/** Deeper levels are not indented further: a hostile document must not grow by the square of its size. */
const deepest = 40;

/** The text re-indented where it is valid JSON, else as it is. */
export function prettyJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = "";
  let depth = 0;
  const line = () => `\n${step.repeat(Math.min(depth, deepest))}`;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '"') {
      const from = i++;
      while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
      out += text.slice(from, i + 1);
    } else if (char === "{" || char === "[") {
      const close = closesAt(text, i + 1);
      if (close !== null) {
        out += char + text[close];
        i = close;
      } else {
        depth++;
        out += char + line();
      }
    } else if (char === "}" || char === "]") {
      depth--;
      out += line() + char;
    } else if (char === ",") out += char + line();
    else if (char === ":") out += ": ";
    else if (char !== " " && char !== "\n" && char !== "\t" && char !== "\r") out += char;
  }
  return out;
}

/** Position of the closing bracket where nothing but space stands before it. */
function closesAt(text: string, from: number): number | null {
  let i = from;
  while (text[i] === " " || text[i] === "\n" || text[i] === "\t" || text[i] === "\r") i++;
  return text[i] === "}" || text[i] === "]" ? i : null;
}
