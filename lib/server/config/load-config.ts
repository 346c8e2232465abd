/** The configuration of this run: file and environment, checked; anything wrong is one ConfigError that says where. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Cron } from "croner";
import type { z } from "zod";
import { type Config, configSchema } from "@/lib/contracts/config";
import { ConfigError } from "./config-error";
import { MAX_CONFIG_BYTES, oneLine, parseYaml, type YamlSource } from "./yaml-document";

export const DEFAULT_CONFIG_FILE = "podlens.yaml";

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute path; null where no file was named and the default one is not there. */
  readonly file: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads PODLENS_CONFIG, or podlens.yaml in the working folder where it exists. Throws ConfigError. */
export async function loadConfig(env: Environment, workingFolder: string): Promise<LoadedConfig> {
  const named = env.PODLENS_CONFIG;
  if (named !== undefined && named !== "") {
    const file = path.resolve(workingFolder, named);
    return { config: parseConfig(await readText(file), file), file };
  }
  const file = path.resolve(workingFolder, DEFAULT_CONFIG_FILE);
  const text = await readText(file).catch((error: ConfigError) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? { config: parseConfig("", file), file: null } : { config: parseConfig(text, file), file };
}

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

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_CONFIG_BYTES) throw new ConfigError(`${file}: larger than ${MAX_CONFIG_BYTES} bytes`, file);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${file}: cannot be read: ${reasonOf(cause)}`, file, null, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file (PODLENS_CONFIG names it)";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return code ?? oneLine(String((cause as Error).message));
}

function issueError(issue: z.core.$ZodIssue | undefined, source: YamlSource, file: string): ConfigError {
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
