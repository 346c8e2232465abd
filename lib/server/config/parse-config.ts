/** Text of podlens.yaml, checked: what is wrong is told with its key and line. */
import { Cron } from "croner";
import type { z } from "zod";
import { type Config, configSchema } from "@/lib/contracts/config";
import { ConfigError } from "./config-error";
import { oneLine } from "./one-line";
import { parseYaml, type YamlSource } from "./yaml-document";

/** Text of a podlens.yaml → configuration with defaults. `file` is only for messages. Throws ConfigError. */
export function parseConfig(text: string, file: string): Config {
  const source = parseYaml(text, file);
  // An empty file, or one with comments only, is a configuration without keys.
  const result = configSchema.safeParse(source.data ?? {});
  if (!result.success) throw issueError(result.error.issues[0], source, file);
  checkSchedules(result.data, source, file);
  checkAuth(result.data, source, file);
  return result.data;
}

/** What Zod found, with key and line. */
export function issueError(issue: z.core.$ZodIssue | undefined, source: YamlSource, file: string): ConfigError {
  if (!issue) return new ConfigError(`${file}: not valid`, file);
  const found = deepest(issue, []);
  if (found.issue.code === "unrecognized_keys") {
    const keyPath = [...found.path, ...found.issue.keys.slice(0, 1)];
    return configError("unknown key", keyPath, source, file);
  }
  return configError(wording(found.issue), found.path, source, file);
}

/** A union reports the whole; the branch that came furthest says what the user got wrong. */
function deepest(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
): { issue: z.core.$ZodIssue; path: readonly PropertyKey[] } {
  const at = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const inner = issue.errors.flat().find((each) => each.path.length > 0);
    if (inner) return deepest(inner, at);
  }
  return { issue, path: at };
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input: expected ")) {
    const received = issue.message.split("received ")[1] ?? "something else";
    if (received === "undefined") return "is missing";
    return `must be ${NAMES[issue.expected] ?? issue.expected}, not ${NAMES[received] ?? received}`;
  }
  if (issue.code === "too_small" && issue.origin === "string" && issue.minimum === 1) return "must not be empty";
  if (issue.code === "too_small") return `must be at least ${issue.minimum}${unit(issue.origin)}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}${unit(issue.origin)}`;
  return oneLine(issue.message);
}

function unit(origin: string): string {
  return origin === "string" ? " characters long" : origin === "array" ? " entries long" : "";
}

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
  null: "empty",
};

function configError(what: string, keyPath: readonly PropertyKey[], source: YamlSource, file: string): ConfigError {
  const name = keyName(keyPath);
  const line = source.lineOf(keyPath);
  const where = line === null ? file : `${file}, line ${line}`;
  return new ConfigError(`${where}: ${name === "" ? "the file" : name}: ${what}`, file, name === "" ? null : name);
}

function keyName(keyPath: readonly PropertyKey[]): string {
  let name = "";
  for (const step of keyPath) {
    const text = oneLine(String(step));
    name += typeof step === "number" ? `[${step}]` : name === "" ? text : `.${text}`;
  }
  return name;
}

function checkSchedules(config: Config, source: YamlSource, file: string): void {
  for (const key of ["scan", "activity"] as const) {
    const pattern = config.schedule[key];
    if (pattern === undefined) continue;
    try {
      new Cron(pattern, { paused: true }).stop();
    } catch {
      throw configError('must be a cron pattern, such as "0 */6 * * *"', ["schedule", key], source, file);
    }
  }
}

function checkAuth(config: Config, source: YamlSource, file: string): void {
  if (config.auth.mode === "none" && !isLoopback(config.server.host)) {
    throw configError(
      `none is for 127.0.0.1 only, and server.host is ${config.server.host}; use token`,
      ["auth", "mode"],
      source,
      file,
    );
  }
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
