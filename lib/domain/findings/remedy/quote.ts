/**
 * Text of an estate inside text to paste. Names come from whoever may make things in the account, so each place has its
 * own quoting, and nothing that a terminal or a reader's eye could take for something else goes through as it is.
 */

/** Control and format characters, line separators, and halves of characters: unseen, or acted on by a terminal. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const EACH_UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Nearly every text is plain, and is told so at once. */
const PLAIN = /^[ -~\n]*$/;

/** One word of a POSIX shell. Unseen characters need the `$'…'` of bash and zsh. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_@+=:,./-]+$/.test(text)) return text;
  if ((PLAIN.test(text) && !text.includes("\n")) || !UNSEEN.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, "\\$&").replace(EACH_UNSEEN, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code < 0x80 ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  return `$'${escaped}'`;
}

/** `--name value`. A value that looks like an option, or that the AWS CLI would take for a file to read, stays a value. */
export function option(name: string, value: string): string {
  const word = /^fileb?:\/\//i.test(value) ? shellWord(`invalid name: ${value}`) : shellWord(value);
  return value.startsWith("-") ? `--${name}=${word}` : `--${name} ${word}`;
}

/** A double-quoted scalar of YAML, which a string of JSON is. */
export function yamlString(text: string): string {
  return jsonText(JSON.stringify(text));
}

/** JSON as it is, but that unseen characters in its strings are written as escapes. */
export function jsonText(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(EACH_UNSEEN, (char) => {
    if (char === "\n") return char;
    return [...Array(char.length).keys()].map((at) => `\\u${hex(char.charCodeAt(at), 4)}`).join("");
  });
}

/** A quoted string of HCL: as in JSON, and `${` and `%{` begin nothing. Source: HCL native syntax, "Template expressions". */
export function hclString(text: string): string {
  return hclTemplate(jsonText(JSON.stringify(text)));
}

/** Text inside a heredoc of HCL. */
export function hclTemplate(text: string): string {
  if (!text.includes("{")) return text;
  return text.replace(/[$%](?=\{)/g, "$&$&");
}

/** For comments and prose: one line, whatever the name holds. */
export function oneLine(text: string): string {
  if (PLAIN.test(text) && !text.includes("\n")) return text.trim();
  return text.replace(EACH_UNSEEN, " ").trim();
}

/** A name for a resource in code: letters, digits and underscores, never empty. */
export function identifier(text: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
  return /^[A-Za-z]/.test(plain) ? plain : `r_${plain || "name"}`;
}

/** A logical id of CloudFormation: letters and digits. */
export function logicalId(text: string): string {
  const words = identifier(text).split("_");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

/** A name of a Kubernetes object. */
export function objectName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 63)
    .replace(/-+$/, "");
  return plain || "name";
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
