/** A working folder that is configured to scan a sandbox. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import {
  type Sandbox,
  type SandboxOptions,
  sandboxConfiguration,
  sandboxEnvironment,
  startSandbox,
} from "@/lib/server/sandbox";
import { type Place, place } from "./run-cli";

export interface SandboxPlace extends Place {
  readonly sandbox: Sandbox;
}

/** `small`: one account in one region, four clusters, no resources, instead of the whole estate. Asks as fast as the sandbox answers. */
export async function sandboxPlace(options: SandboxOptions & { readonly small?: boolean } = {}): Promise<SandboxPlace> {
  const { small, ...rest } = options;
  const sandbox = await startSandbox(rest);
  onTestFinished(() => sandbox.close());
  const at = place(sandboxEnvironment(sandbox));
  const { scope } = sandboxConfiguration(sandbox.estate);
  const accounts = scope.accounts.filter((account) => account.id === "555566667777");
  const chosen = small ? { accounts, includeCaller: false, regions: ["eu-west-1"] } : scope;
  // Resources are read at the services' own rates, which is mostly waiting.
  const resources = { enabled: !small };
  const configuration = { scope: chosen, resources, limits: { rates: { eks: 5_000, iam: 5_000 } } };
  writeFileSync(join(at.folder, "podlens.yaml"), stringify(configuration));
  return { ...at, sandbox };
}
