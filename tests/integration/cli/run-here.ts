/** Runs the podlens command inside the test's own process: where what it says counts, and not that it is a process. */
import { Writable } from "node:stream";
import { main } from "@/lib/cli/main";
import type { Ended, Place } from "./run-cli";

/** One at a time: folder, environment and streams of the process are the command's until it has ended. */
export async function runHere(at: Place, args: readonly string[]): Promise<Ended> {
  const before = { env: process.env, folder: process.cwd(), console: globalThis.console };
  const stdout = capture("stdout");
  const stderr = capture("stderr");
  process.env = {
    PATH: process.env.PATH ?? "",
    HOME: at.folder,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...at.env,
  } as unknown as NodeJS.ProcessEnv;
  process.chdir(at.folder);
  try {
    const code = await main(args);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.chdir(before.folder);
    process.env = before.env;
    globalThis.console = before.console;
    stdout.release();
    stderr.release();
  }
}

/** Puts a stream of its own in place of one of the process, and keeps what is written to it. */
function capture(name: "stdout" | "stderr") {
  const before = Object.getOwnPropertyDescriptor(process, name) ?? {};
  const chunks: Buffer[] = [];
  const value = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  Object.defineProperty(process, name, { ...before, get: () => value });
  return {
    text: () => Buffer.concat(chunks).toString("utf8"),
    release: () => Object.defineProperty(process, name, before),
  };
}
