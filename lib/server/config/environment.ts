/** What the environment sets, beside the AWS SDK's own variables. */
import path from "node:path";
import { ConfigError } from "./config-error";

export interface Environment {
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** The sign-in token that was set; null = none, so that one is made where it is needed. */
  readonly token: string | null;
}

/** A token that can be guessed is worse than none, because it looks like one. */
const MIN_TOKEN_LENGTH = 16;

export function readEnvironment(env: Readonly<Record<string, string | undefined>>, workingFolder: string): Environment {
  const token = env.PODLENS_TOKEN ?? "";
  if (token !== "" && token.length < MIN_TOKEN_LENGTH) {
    throw new ConfigError(
      `environment: PODLENS_TOKEN: must be at least ${MIN_TOKEN_LENGTH} characters long`,
      "environment",
      "PODLENS_TOKEN",
    );
  }
  const folder = env.PODLENS_DATA_DIR ?? "";
  return {
    dataDir: path.resolve(workingFolder, folder === "" ? ".podlens" : folder),
    token: token === "" ? null : token,
  };
}
