/** The configuration of this run: file and environment, checked; anything wrong is one ConfigError that says where. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { type Config, configSchema } from "@/lib/contracts/config";
import { ConfigError } from "./config-error";
import { oneLine } from "./one-line";

export const DEFAULT_CONFIG_FILE = "podlens.yaml";
/** A configuration is some kilobytes; beyond this it is a mistake or an attack. */
const MAX_CONFIG_BYTES = 1_048_576;

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
    return { config: await parse(await readText(file), file), file };
  }
  const file = path.resolve(workingFolder, DEFAULT_CONFIG_FILE);
  const text = await readText(file).catch((error: ConfigError) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? { config: configSchema.parse({}), file: null } : { config: await parse(text, file), file };
}

/** Loaded only where there is a file: reading YAML is a large part of starting up. */
async function parse(text: string, file: string): Promise<Config> {
  const { parseConfig } = await import("./parse-config");
  return parseConfig(text, file);
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
