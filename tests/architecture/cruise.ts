/** Runs dependency-cruiser with the project's rules over a tree, in a process of its own: it remembers paths in memory. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ICruiseResult } from "dependency-cruiser";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const configFile = join(root, "tests/config/dependency-cruiser.cjs");
const command = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

interface CruiserConfig {
  readonly forbidden: readonly { readonly name: string }[];
}

export const config = createRequire(import.meta.url)(configFile) as CruiserConfig;

export interface Cruised {
  readonly modules: readonly string[];
  readonly dependencies: number;
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/** `folder` is the root of the tree; `entries` are what of it is cruised. */
export async function cruiseTree(folder: string, entries: readonly string[]): Promise<Cruised> {
  const { modules, summary } = JSON.parse(await run(folder, entries)) as ICruiseResult;
  return {
    modules: modules.filter((module) => !module.source.includes("node_modules/")).map((module) => module.source),
    dependencies: summary.totalDependenciesCruised ?? 0,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

function run(folder: string, entries: readonly string[]): Promise<string> {
  const args = [command, "--config", configFile, "--output-type", "json", ...entries];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      // It ends with the number of violations; what it printed is the answer all the same.
      if (stdout.startsWith("{")) resolve(stdout);
      else reject(new Error(`dependency-cruiser printed no result: ${stderr}`, { cause: error }));
    });
  });
}
