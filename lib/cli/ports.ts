/** The port of the web app: checked before anything slow is done for it. */
import { createServer } from "node:net";
import { type OptionValues, stringOption } from "./command";
import { UsageError } from "./usage-error";

export class PortError extends Error {
  readonly code = "cli/port-in-use";
  override readonly name = "PortError";
}

/** `--port`, or null where it is not given. */
export function portOption(options: OptionValues): number | null {
  const text = stringOption(options, "port");
  if (text === undefined) return null;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port ${text}: must be a number from 0 (any free port) to 65535`);
  return port;
}

/** Throws PortError where somebody else listens there; any other trouble is for the web server to tell. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  const inUse = await new Promise<boolean>((resolve) => {
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    probe.listen({ host, port, exclusive: true }, () => resolve(false));
  });
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (inUse)
    throw new PortError(`port ${port} on ${host} is taken: free it, or choose another with --port (0 = any free one)`);
}
