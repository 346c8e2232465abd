/** A sandbox and a working folder on it that last for all tests of a file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Sandbox, sandboxConfiguration, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox";
import type { Place } from "../cli/run-cli";

export interface Kept extends Place {
  readonly sandbox: Sandbox;
  close(): Promise<void>;
}

/** One account in one region, its resources left out. */
export async function keptPlace(): Promise<Kept> {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), "podlens-changes-"));
  const accounts = sandboxConfiguration(sandbox.estate).scope.accounts.filter(({ id }) => id === "555566667777");
  const configuration = {
    scope: { accounts, includeCaller: false, regions: ["eu-west-1"] },
    resources: { enabled: false },
    limits: { rates: { eks: 5_000, iam: 5_000 } },
  };
  writeFileSync(join(folder, "podlens.yaml"), stringify(configuration));
  return {
    sandbox,
    folder,
    env: sandboxEnvironment(sandbox),
    close: async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
