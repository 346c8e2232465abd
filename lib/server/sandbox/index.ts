/**
 * The embedded AWS endpoint: the real wire protocols on loopback, over an estate that is described in this folder, so
 * that the very same clients and code paths run on it as on AWS. For the demo, tests and benchmarks.
 */
import type { Estate } from "./estate/model";
import { SAMPLE_NOW, type SampleOptions, sampleEstate } from "./estate/sample/index";
import { sampleObjects } from "./kubernetes/sample/index";
import { type Sandbox, type ServerOptions, serve } from "./server";
import type { ActivityServing } from "./services/activity";

export type { CallRecord } from "./calls";
export {
  type ActivityConfiguration,
  activityConfiguration,
  athenaConfiguration,
  sandboxConfiguration,
  sandboxEnvironment,
} from "./configuration";
export { type GenerateOptions, generateEstate } from "./estate/generate";
export type { Estate } from "./estate/model";
export { sampleEstate } from "./estate/sample/index";
export type { FaultKind, FaultRule } from "./faults";
export { type RateRule, startingRates } from "./rates";
export type { Sandbox } from "./server";
export { type CallSummary, type SandboxThread, startSandboxThread, type ThreadOptions } from "./thread";

export interface SandboxOptions extends Omit<ServerOptions, "estate" | "kubernetes" | "activity">, SampleOptionsOf {
  /** Serves the history of the sample (true), with more where more is said. Default: nothing was ever recorded. */
  readonly activity?: true | Partial<ActivityServing>;

  /** Serves the Kubernetes APIs of the sample's clusters (true), or of the given estate's. Default: none. */
  readonly kubernetes?: true | NonNullable<ServerOptions["kubernetes"]>;
  /** Default: the sample estate. */
  readonly estate?: Estate;
}

interface SampleOptionsOf {
  readonly capabilities?: SampleOptions["capabilities"];
  /** Epoch seconds from which the sample's dates count back: the demo gives today, tests leave it fixed. */
  readonly present?: number;
}

export function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { estate, capabilities, present, kubernetes, activity, ...server } = options;
  const sample = {
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(present === undefined ? {} : { now: present }),
  };
  const served = estate ?? sampleEstate(sample);
  const objects = kubernetes === true ? sampleObjects(served) : kubernetes;
  const history = {
    present: present ?? SAMPLE_NOW,
    ...(estate === undefined ? { objects: sampleObjects(served) } : {}),
    ...(activity === true ? {} : activity),
  };
  return serve({
    ...server,
    estate: served,
    ...(objects === undefined ? {} : { kubernetes: objects }),
    ...(activity === undefined ? {} : { activity: history }),
  });
}
