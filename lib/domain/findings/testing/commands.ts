/** Commands of a remedy, read as a shell would read them: what tests then do to an estate. */
import type { Finding } from "../finding";

export interface Command {
  /** "aws iam update-assume-role-policy", "kubectl annotate serviceaccount". */
  readonly name: string;
  /** By name without dashes; "" for one without a value. */
  readonly options: ReadonlyMap<string, string>;
  /** What stands for itself behind the name. */
  readonly operands: readonly string[];
}

/** All commands of a finding's remedies, in order. */
export function commandsOf({ remediation }: Pick<Finding, "remediation">): readonly Command[] {
  return remediation.flatMap(({ format, text }) => {
    if (format === "aws-cli" || format === "kubernetes") return readCommands(text);
    // Among sentences a command has a line of its own.
    return format === "text" ? text.split("\n").flatMap((line) => (COMMAND.test(line) ? readCommands(line) : [])) : [];
  });
}

const COMMAND = /^(?:aws|kubectl) /;

/** Lines that are no command of aws or kubectl are left out, as are comments and what a heredoc holds. */
export function readCommands(text: string): readonly Command[] {
  return readLines(text).flatMap((words) => {
    const length = words[0] === "aws" ? 3 : words[0] === "kubectl" ? (words[1] === "apply" ? 2 : 3) : 0;
    if (length === 0) return [];
    const options = new Map<string, string>();
    const operands: string[] = [];
    for (let i = length; i < words.length; i++) {
      const word = words[i] ?? "";
      if (!word.startsWith("--")) {
        operands.push(word);
        continue;
      }
      const equals = word.indexOf("=");
      const next = words[i + 1];
      if (equals > 0) options.set(word.slice(2, equals), word.slice(equals + 1));
      else if (next === undefined || next.startsWith("--")) options.set(word.slice(2), "");
      else {
        options.set(word.slice(2), next);
        i++;
      }
    }
    return [{ name: words.slice(0, length).join(" "), options, operands }];
  });
}

/** Words of each line: quotes taken off, lines that go on joined. */
function readLines(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let words: string[] = [];
  let word: string | null = null;
  let heredoc: string | null = null;
  const endWord = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endLine = () => {
    endWord();
    const marker = words.find((each) => each.startsWith("<<"));
    heredoc = marker ? marker.slice(2) : null;
    if (words.length > 0) lines.push(words.filter((each) => !each.startsWith("<<")));
    words = [];
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    if (heredoc !== null) {
      const end = text.indexOf("\n", i);
      if (text.slice(i, end < 0 ? undefined : end) === heredoc) heredoc = null;
      i = end < 0 ? text.length : end;
    } else if (char === "\\" && text[i + 1] === "\n") i++;
    else if (char === "\n") endLine();
    else if (char === " ") endWord();
    else if (char === "#" && word === null) {
      const end = text.indexOf("\n", i);
      i = end < 0 ? text.length : end - 1;
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) throw new Error(`a quote that does not end: ${text.slice(i, i + 40)}`);
      word = (word ?? "") + text.slice(i + 1, end);
      i = end;
    } else if (char === "\\") word = (word ?? "") + (text[++i] ?? "");
    else word = (word ?? "") + char;
  }
  endLine();
  return lines;
}
