/** What a run is told: configuration file and environment. */
import type { Config } from "@/lib/contracts/config";
import { loadConfig, readEnvironment } from "@/lib/server/config";

export { readEnvironment } from "@/lib/server/config";

export interface RunSettings {
  readonly config: Config;
  /** Absolute path; null where there is none. */
  readonly configFile: string | null;
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** PODLENS_TOKEN; null = none was set. */
  readonly token: string | null;
}

/** Throws ConfigError: one line that names key and file. */
export async function loadRunSettings(
  env: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): Promise<RunSettings> {
  const { dataDir, token } = readEnvironment(env, workingFolder);
  const { config, file } = await loadConfig(env, workingFolder);
  return { config, configFile: file, dataDir, token };
}
