/** The log: one line an event on stderr, JSON where it is not a terminal. Never holds credentials. */
import { redact } from "./redact";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** `error.message` and the chain of causes, without stack traces. */
  failure(message: string, error: unknown, fields?: LogFields): void;
}

export interface LoggerOptions {
  readonly write: (line: string) => void;
  readonly now: () => Date;
  readonly level?: LogLevel;
  readonly format?: "json" | "text";
}

const ORDER: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const MAX_CAUSES = 5;

export function createLogger({ write, now, level = "info", format = "text" }: LoggerOptions): Logger {
  const log = (severity: LogLevel, message: string, fields: LogFields = {}) => {
    if (ORDER[severity] < ORDER[level]) return;
    const at = now().toISOString();
    const line =
      format === "json"
        ? JSON.stringify({ at, level: severity, message: flat(message), ...flatten(fields) })
        : `${at} ${severity.padEnd(5)} ${flat(message)}${Object.entries(flatten(fields))
            .map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
            .join("")}`;
    write(`${line}\n`);
  };
  return { log, failure: (message, error, fields = {}) => log("error", message, { ...fields, ...causes(error) }) };
}

function flatten(fields: LogFields): Record<string, string | number | boolean | null> {
  const result: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) result[key] = typeof value === "string" ? flat(value) : value;
  }
  return result;
}

/** A newline in a name must not start a line of its own in the log. */
function flat(text: string): string {
  return redact(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .slice(0, 2000);
}

function causes(error: unknown): LogFields {
  const messages: string[] = [];
  let code: string | undefined;
  for (let at = error; at instanceof Error && messages.length < MAX_CAUSES; at = at.cause) {
    messages.push(at.message);
    code ??= (at as { code?: unknown }).code === undefined ? undefined : String((at as { code?: unknown }).code);
  }
  return { code, error: messages.length === 0 ? String(error) : messages.join(" ← ") };
}
