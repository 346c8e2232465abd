/** Runs the web app with what belongs to it, until it is asked to stop. */
import type { Container } from "@/lib/server/boot/container";
import type { CommandContext } from "./command";

export interface RunningApp {
  readonly url: string;
  stop(): Promise<void>;
}

/** Takes the container over: stopping, or failing to start, closes it. */
export async function runWebApp(
  context: CommandContext,
  container: Container,
  host: string,
  port: number,
): Promise<RunningApp> {
  const { serveOwner } = await import("@/lib/server/boot/owner");
  const { startWeb } = await import("@/lib/server/boot/web");
  const closers: (() => Promise<void>)[] = [() => container.close()];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const owner = await serveOwner(container);
    closers.push(() => owner.close());
    const web = await startWeb({ container, host, port });
    closers.push(() => web.stop());
    container.runInBackground();
    if (container.generatedToken !== null)
      context.output.message(`Sign in with this token: ${container.generatedToken}`);
    return { url: web.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves at Ctrl-C. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
