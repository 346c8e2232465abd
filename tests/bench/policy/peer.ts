/**
 * `@cloud-copilot/iam-simulate` to measure beside, where somebody installed it: it is AGPL-3.0, so this project never
 * depends on it. PODLENS_BENCH_PEERS names the node_modules folder that has it.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Report } from "../report";

export interface PeerQuestion {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly accountId: string;
  readonly identityPolicies: readonly { readonly name: string; readonly policy: unknown }[];
}

/** Gives the peer's word for its decision ("Allowed", "ImplicitlyDenied", …), or "error". */
export type Peer = (question: PeerQuestion) => Promise<string>;

type RunSimulation = (
  simulation: object,
  options: object,
) => Promise<{ readonly resultType: string; readonly overallResult?: string }>;

export async function findPeer(report: Report): Promise<Peer | null> {
  const folder = process.env.PODLENS_BENCH_PEERS;
  if (folder === undefined) {
    report.note(
      "No peer to compare with: PODLENS_BENCH_PEERS names no node_modules folder with @cloud-copilot/iam-simulate.",
    );
    return null;
  }
  let runSimulation: RunSimulation;
  try {
    const file = createRequire(join(folder, "x.js")).resolve("@cloud-copilot/iam-simulate");
    ({ runSimulation } = (await import(pathToFileURL(file).href)) as { runSimulation: RunSimulation });
  } catch (error) {
    report.note(
      `No peer to compare with in ${folder}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
    );
    return null;
  }
  return async ({ principal, action, resource, accountId, identityPolicies }) => {
    const request = { principal, action, resource: { resource, accountId }, contextVariables: {} };
    const simulation = { request, identityPolicies, serviceControlPolicies: [], resourceControlPolicies: [] };
    const result = await runSimulation(simulation, {});
    return result.resultType === "error" ? "error" : (result.overallResult ?? "none");
  };
}
