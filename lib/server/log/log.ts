/** Lines for the operator on stderr: time, level, message, fields. Secrets of the environment never stand in them. */

import type { Log } from "@/lib/server/usecases/ports";

type Fields = Readonly<Record<string, unknown>>;

/** Variables whose values are blotted out wherever they would appear. */
const secretVariables = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PODLENS_TOKEN"];
const secretNames = /secret|password|token|cookie|authorization|credential/i;

export function createLog(options: {
  readonly write: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}): Log {
  const secrets = secretVariables.map((name) => options.env[name] ?? "").filter((value) => value.length >= 8);
  const line =
    (level: string) =>
    (message: string, fields: Fields = {}) => {
      const parts = Object.entries(fields).map(
        ([name, value]) => `${name}=${secretNames.test(name) ? "***" : printed(value)}`,
      );
      let text = [options.now().toISOString(), level, printable(message), ...parts].join(" ");
      for (const secret of secrets) text = text.replaceAll(secret, "***");
      options.write(`${text}\n`);
    };
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

function printed(value: unknown): string {
  if (typeof value === "string") return /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value);
  if (value instanceof Error) return JSON.stringify(value.message);
  return JSON.stringify(value) ?? "none";
}

/** A name from the estate must not forge a line or drive a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}
