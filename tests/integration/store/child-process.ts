/** Starts a TypeScript file of the tests as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** All of stdout so far. */
  output(): string;
  /** Resolves once stdout holds the text; rejects with stderr where the process ends before. */
  said(text: string): Promise<void>;
  /** Resolves once stdout holds so many lines. */
  lines(count: number): Promise<void>;
  killed(): Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
}

export function startChild(file: URL, args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(file), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close");
  const until = async (reached: () => boolean) => {
    while (!reached()) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the process ended: ${stderr}`);
      await Promise.race([once(child.stdout, "data"), ended]);
    }
  };
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    process: child,
    ended,
    output: () => stdout,
    said: (text) => until(() => stdout.includes(text)),
    lines: (count) => until(() => stdout.split("\n").length > count),
    async killed() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
