/** Opens the AWS side for scans: all of them share one budget of requests, and what a probing run found is remembered. */
import type { Config } from "@/lib/contracts/config";
import { createEstateSource, Limits } from "@/lib/server/aws";
import type { SettingsStore } from "@/lib/server/usecases/ports";
import type { Caller, EstateSource } from "@/lib/server/usecases/scan/ports";

const foundRates = "limits.found";
const identityTimeoutMs = 20_000;

export type OpenSource = (signal: AbortSignal) => EstateSource;

export async function createSourceOpener(config: Config, settings: SettingsStore): Promise<OpenSource> {
  const { mode, rates } = config.limits;
  const found = readRates(await settings.get(foundRates));
  const limits = new Limits({ mode, rates, found });
  const onClose = async () => {
    if (mode === "probe") await settings.set(foundRates, Object.fromEntries([...found, ...limits.found()]));
  };
  return (signal) => createEstateSource({ limits, signal, onClose });
}

/** Asks AWS who we are, apart from any scan. */
export async function askIdentity(): Promise<Caller> {
  const source = createEstateSource({
    limits: new Limits({ mode: "off" }),
    signal: AbortSignal.timeout(identityTimeoutMs),
  });
  try {
    return await source.caller();
  } finally {
    await source.close();
  }
}

/** Anything but a table of positive numbers is as if nothing had been found. */
function readRates(value: unknown): Map<string, number> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0));
}
