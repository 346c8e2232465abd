/** What the server side has to say goes to stderr, with the secrets of the environment blotted out. */
import type { Log } from "@/lib/server/usecases/ports";
import type { CommandContext } from "./command";

export async function stderrLog(context: CommandContext): Promise<Log> {
  const { createLog } = await import("@/lib/server/boot/log");
  return createLog({ write: (line) => context.output.stderr.write(line), env: context.env, now: () => new Date() });
}
