/** Runs the podlens command as a process of its own, in an environment without anything of the machine's AWS setup. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../../lib/cli/podlens.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once stderr matches; rejects where the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An empty working folder, which is also where the data goes. */
export function place(env: Readonly<Record<string, string>> = {}): Place {
  const folder = mkdtempSync(join(tmpdir(), "podlens-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, env };
}

export function start(at: Place, args: readonly string[], input = ""): Started {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: at.folder,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    ...at.env,
  };
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: at.folder,
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined).end(input);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const closed = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  return {
    process: child,
    ended: closed.then(() => ({ code: child.exitCode, stdout, stderr })),
    async says(pattern) {
      for (;;) {
        const found = pattern.exec(stderr);
        if (found) return found;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the command ended: ${stderr}`);
        await Promise.race([once(child.stderr, "data"), closed]);
      }
    },
  };
}

export function run(at: Place, args: readonly string[], input = ""): Promise<Ended> {
  return start(at, args, input).ended;
}

/** The lines of stderr, without the one that a progress bar leaves. */
export function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
