/** The embedded sample estate as a scope: for `demo`. */
import { type Config, configSchema } from "@/lib/contracts/config";

export interface Sample {
  readonly config: Config;
  /** What the process must have in its environment, and nothing else of AWS. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the sandbox endpoint on a free port of loopback. */
export async function startSample(server: { readonly host: string; readonly port: number }): Promise<Sample> {
  const { activityConfiguration, sandboxConfiguration, sandboxEnvironment, startSandbox } = await import(
    "@/lib/server/sandbox"
  );
  const sandbox = await startSandbox({ keepCalls: false, kubernetes: true, activity: true, present: startOfToday() });
  const history = sandbox.logs === null ? {} : activityConfiguration(sandbox.estate, sandbox.logs);
  return {
    config: configSchema.parse({
      ...sandboxConfiguration(sandbox.estate),
      ...history,
      nodes: { metadata: true },
      labels: { owner: ["tag:owner", "cluster-tag:owner"], environment: ["tag:env", "cluster-tag:env"] },
      server,
    }),
    environment: sandboxEnvironment(sandbox),
    close: () => sandbox.close(),
  };
}

/** Epoch seconds: the sample's "last used" counts back from today, and stays put while the demo runs. */
function startOfToday(): number {
  return Math.floor(Date.now() / 86_400_000) * 86_400;
}
