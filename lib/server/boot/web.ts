/** The web server: our own HTTP server, which checks and hardens, with Next as the handler behind it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { admit } from "@/lib/server/http/admit";
import { publishContainer, type WebContainer } from "@/lib/server/http/web-container";

export interface RunningWeb {
  /** "http://127.0.0.1:3000". */
  readonly url: string;
  readonly port: number;
  /** Lets running requests end (5 s at most), then closes. Does not close the container. */
  stop(): Promise<void>;
}

export class WebError extends Error {
  override readonly name = "WebError";
  constructor(
    readonly code: "port-in-use" | "address-not-available" | "port-not-allowed" | "not-built" | "web-failed",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const projectFolder = fileURLToPath(new URL("../../..", import.meta.url));

const closeAfterMs = 5_000;

/**
 * Publishes the container for the handlers and listens. `dev` runs Next's development server from the sources instead of
 * the production build. Throws WebError.
 */
export async function startWeb(options: {
  container: WebContainer;
  host: string;
  port: number;
  dev?: boolean;
}): Promise<RunningWeb> {
  const { container, host, port } = options;
  const dev = options.dev ?? false;
  // Read by Next and React when they are loaded, so it is set before.
  (process.env as Record<string, string | undefined>).NODE_ENV = dev ? "development" : "production";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  publishContainer(container);
  const server = createServer({
    maxHeaderSize: 16_384,
    requestTimeout: 30_000,
    headersTimeout: 15_000,
    keepAliveTimeout: 10_000,
  });
  server.maxRequestsPerSocket = 1_000;
  const app = await prepareNext(server, host, port, dev);
  const handle = app.getRequestHandler();
  server.on("request", (request, response) => {
    admit(container, request, response, handle);
  });
  if (!dev) server.on("upgrade", (_, socket) => socket.destroy());
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    stop: async () => {
      await close(server);
      publishContainer(null);
      await app.close();
    },
  };
}

async function prepareNext(server: Server, host: string, port: number, dev: boolean) {
  const { default: next } = await import("next");
  const create = (
    typeof next === "function" ? next : (next as unknown as { default: typeof next }).default
  ) as typeof next;
  const app = create({ dev, dir: projectFolder, hostname: host, port, httpServer: server, quiet: true });
  try {
    await app.prepare();
  } catch (cause) {
    if (cause instanceof Error && /production build|BUILD_ID/i.test(cause.message)) {
      throw new WebError("not-built", "the web app is not built: run `npm run build` first", { cause });
    }
    throw new WebError("web-failed", "the web app could not be started", { cause });
  }
  return app;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen({ host, port }, () => resolve());
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): WebError {
  if (cause.code === "EADDRINUSE")
    return new WebError("port-in-use", `port ${port} on ${host} is in use: set another as server.port`, { cause });
  if (cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND") {
    return new WebError("address-not-available", `${host} is no address of this machine: set another as server.host`, {
      cause,
    });
  }
  if (cause.code === "EACCES")
    return new WebError(
      "port-not-allowed",
      `port ${port} needs more rights than this user has: set another as server.port`,
      { cause },
    );
  return new WebError("web-failed", `cannot listen on ${host}:${port} (${cause.code ?? "unknown"})`, { cause });
}

/** Open event streams end by themselves when the container's `closing` fires; what is left after a while is cut. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), closeAfterMs);
    cut.unref();
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
