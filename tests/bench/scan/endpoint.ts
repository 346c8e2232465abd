/** A sandbox endpoint in a process of its own, so that its work is not counted as the scan's. Speaks with its parent. */
import { sandboxConfiguration, sandboxEnvironment, startingRates, startSandbox } from "@/lib/server/sandbox";
import { type GenerateOptions, generateEstate } from "@/lib/server/sandbox/estate/generate";
import { minimumCalls } from "@/tests/integration/scan/minimum-calls";
import { limitSeconds } from "./limit-seconds";

export interface EndpointOptions extends GenerateOptions {
  /** Whether the endpoint throttles at the starting figures. */
  readonly limited: boolean;
}

export interface EndpointReady {
  readonly environment: Record<string, string>;
  readonly configuration: unknown;
  readonly minimum: Record<string, number>;
  /** Seconds that the limits alone impose. */
  readonly limitSeconds: number;
  readonly roles: number;
}

export interface EndpointCounts {
  readonly counts: Record<string, number>;
  readonly total: number;
}

const options = JSON.parse(process.argv[2] ?? "{}") as EndpointOptions;
const estate = generateEstate(options);
const sandbox = await startSandbox({ estate, keepCalls: false, rates: options.limited ? startingRates() : [] });
const minimum = minimumCalls(estate);
const ready: EndpointReady = {
  environment: sandboxEnvironment(sandbox),
  // Policies of resources are asked for by what grants name: not part of the minimum that an estate of this shape needs.
  configuration: { ...sandboxConfiguration(estate), resources: { enabled: false } },
  minimum,
  limitSeconds: limitSeconds(estate),
  roles: [...estate.accounts.values()].reduce((sum, account) => sum + account.roles.size, 0),
};
process.send?.(ready);
process.on("message", () => {
  const answer: EndpointCounts = { counts: sandbox.calls.counts(), total: sandbox.calls.total };
  process.send?.(answer, () => process.exit(0));
});
