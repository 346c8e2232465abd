/** Builds the web app where there is no build yet, or one that is older than the sources. */
import { spawn } from "node:child_process";
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Output } from "./output";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What goes into the build: pages and what they import, with its settings. */
const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.js",
  "package-lock.json",
];

export class BuildError extends Error {
  readonly code = "cli/build-failed";
  override readonly name = "BuildError";
}

/** Throws BuildError. The builder's own words go to stderr. */
export async function ensureBuilt(output: Output, signal: AbortSignal, root = ROOT): Promise<void> {
  const built = await modifiedAt(join(root, ".next", "BUILD_ID"));
  const newest = Math.max(...(await Promise.all(SOURCES.map((source) => newestIn(join(root, source))))));
  if (built >= newest) return;
  output.message(
    built === 0 ? "Building the web app (once; about a minute) …" : "Building the web app anew: its sources changed …",
  );
  await build(root, signal);
}

async function build(root: string, signal: AbortSignal): Promise<void> {
  const next = createRequire(join(root, "package.json")).resolve("next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const };
  // The builder's stdout goes to our stderr: stdout is for results.
  const child = spawn(process.execPath, [next, "build"], { cwd: root, env, stdio: ["ignore", 2, 2], signal });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(new BuildError("the web app could not be built", { cause: error })));
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new BuildError(
      `the web app could not be built (next build ended with code ${code}); its output stands above`,
    );
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0;
}

/** Milliseconds of the newest file in a folder, or of the file; tests do not count. 0 where there is nothing. */
async function newestIn(path: string): Promise<number> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch {
    return modifiedAt(path);
  }
  const inside = entries.filter((entry) => !/\.test\.tsx?$/.test(entry.name));
  return Math.max(0, ...(await Promise.all(inside.map((entry) => newestIn(join(path, entry.name))))));
}
