/** The key that signs manifests: `reports: { signingKeyFile }` of the configuration. */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "@/lib/contracts/config";
import { ConfigError } from "@/lib/server/config/config-error";
import type { ManifestSigner } from "@/lib/server/usecases/reports/ports";

/** A path that is not absolute starts from the configuration file. Throws ConfigError; the key itself is in no message. */
export async function loadManifestSigner(config: Config, configFile: string | null): Promise<ManifestSigner | null> {
  const given = config.reports.signingKeyFile;
  if (given === undefined) return null;
  const path = resolve(configFile === null ? process.cwd() : dirname(configFile), given);
  const wrong = (what: string, cause?: unknown) =>
    new ConfigError(
      `${configFile ?? "podlens.yaml"}: reports.signingKeyFile: ${path}: ${what}`,
      configFile ?? path,
      "reports.signingKeyFile",
      { cause },
    );
  let pem: string;
  try {
    pem = await readFile(path, "utf8");
  } catch (cause) {
    throw wrong(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})`);
  }
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw wrong("is no private key in PEM without a passphrase");
  }
  if (key.asymmetricKeyType !== "ed25519") throw wrong("is not an Ed25519 key");
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  return {
    keySha256: createHash("sha256").update(publicKey).digest("hex"),
    sign: (bytes) => sign(null, bytes, key),
  };
}
