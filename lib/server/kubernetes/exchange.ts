/** One GET to an API server: TLS with the cluster's own authority, within limits of time and size. Redirects are not followed. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface ExchangeLimits {
  readonly connectMs: number;
  /** From the first byte sent to the last byte received. */
  readonly requestMs: number;
  readonly bodyBytes: number;
}

export const DEFAULT_LIMITS: ExchangeLimits = { connectMs: 5_000, requestMs: 30_000, bodyBytes: 96 * 1024 * 1024 };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Codes of our own beside those of Node: "ETIMEDOUT", "EBODYSIZE". */
export class ExchangeError extends Error {
  constructor(
    message: string,
    readonly code: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = "ExchangeError";
  }
}

export type Agent = HttpAgent | HttpsAgent;

/** Connections to one cluster. `authority`: PEM; null = the machine's own authorities. */
export function createAgent(secure: boolean, authority: string | null): Agent {
  const options = { keepAlive: true, maxSockets: 4 };
  return secure
    ? new HttpsAgent({ ...options, ...(authority === null ? {} : { ca: authority }) })
    : new HttpAgent(options);
}

export function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  agent: Agent,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
      method: "GET",
      headers,
      agent,
      signal,
    });
    const expire = (what: string) => request.destroy(new ExchangeError(what, "ETIMEDOUT"));
    const whole = setTimeout(() => expire(`no complete answer within ${limits.requestMs} ms`), limits.requestMs);
    const connecting = setTimeout(() => expire(`no connection within ${limits.connectMs} ms`), limits.connectMs);
    const settle = (run: () => void) => {
      clearTimeout(whole);
      clearTimeout(connecting);
      run();
    };
    request.on("socket", (socket) => {
      const ready = () => clearTimeout(connecting);
      if (!socket.connecting) ready();
      else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", ready);
    });
    request.on("error", (error) => settle(() => reject(error)));
    request.on("response", (response) => {
      clearTimeout(connecting);
      collect(response, limits.bodyBytes).then(
        (body) => settle(() => resolve({ status: response.statusCode ?? 0, headers: plainHeaders(response), body })),
        (error: unknown) => {
          request.destroy();
          settle(() => reject(error));
        },
      );
    });
    request.end();
  });
}

async function collect(response: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new ExchangeError(`the answer is larger than ${most} bytes`, "EBODYSIZE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(response.headers)) if (typeof value === "string") headers[name] = value;
  return headers;
}
