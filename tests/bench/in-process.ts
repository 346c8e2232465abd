/** Runs a script of this folder in a process of its own, and gives what it sends. */
import { fork } from "node:child_process";

/** `input` is sent to it. Throws where it ends without having sent anything. */
export function inProcess<T>(script: string, args: readonly string[], input?: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [...args], { execArgv: ["--import", "tsx"] });
    child.once("message", (message) => resolve(message as T));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${script} ended with code ${code}`)));
    if (input !== undefined) child.send(input as never);
  });
}
