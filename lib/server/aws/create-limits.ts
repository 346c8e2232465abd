/** The limits of this process, from the configuration and from what earlier probing runs found. */
import type { Config } from "@/lib/contracts/config";
import { endpointName, loadFoundRates, saveFoundRates } from "./limits/found-rates";
import { Limits } from "./limits/limits";

export interface ConfiguredLimits {
  readonly limits: Limits;
  /** Remembers what was learnt; at the end of each scan. */
  remember(): Promise<void>;
}

export async function createLimits(options: {
  readonly config: Config["limits"];
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<ConfiguredLimits> {
  const { config, dataDir, env } = options;
  const endpoint = endpointName(env);
  const found = await loadFoundRates(dataDir, endpoint);
  const limits = new Limits({ mode: config.mode, rates: config.rates, found });
  return {
    limits,
    async remember() {
      // A steady run learns too, where a remembered rate turns out to be more than the service now gives.
      const learnt = [...limits.found()].filter(([key]) => config.mode === "probe" || found.has(key));
      await saveFoundRates(dataDir, endpoint, new Map(learnt));
    },
  };
}
