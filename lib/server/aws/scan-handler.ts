/**
 * The HTTP side of all clients of a scan: shared connections, a deadline for every request with its body, and one way to
 * end them all. Cancelling is done here and not by an option of `send`, because the SDK caches a client's middleware
 * only for requests without options, and building the stack anew is a fifth of the cost of a call.
 */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import type { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Cancellation } from "./cancellation";

export interface Timeouts {
  readonly connectMs: number;
  /** Without a byte from the other side. */
  readonly requestMs: number;
  /** For the whole answer: what drips for ever must end too. */
  readonly answerMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5_000, requestMs: 20_000, answerMs: 60_000 };
/** Idle connections that are kept. How many requests are under way is the limits' business. */
const MAX_IDLE = 256;

type Options = Parameters<NodeHttpHandler["handle"]>[1];
type Answer = Awaited<ReturnType<NodeHttpHandler["handle"]>>;

export class ScanHandler extends NodeHttpHandler {
  /** "127.0.0.1:4566": where the last request went, however that was configured. */
  lastHost: string | null = null;

  constructor(
    private readonly timeouts: Timeouts,
    private readonly cancellation: Cancellation,
  ) {
    const agent = {
      keepAlive: true,
      maxFreeSockets: MAX_IDLE,
      scheduling: "lifo" as const,
    };
    super({
      connectionTimeout: timeouts.connectMs,
      requestTimeout: timeouts.requestMs,
      // Without it the SDK only logs a warning when the time is over.
      throwOnRequestTimeout: true,
      socketTimeout: timeouts.requestMs,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      // Waiting for a socket is not worth the SDK's warning: requests queue in our limits.
      socketAcquisitionWarningTimeout: 2 ** 30,
    });
  }

  override async handle(request: HttpRequest, options?: Options): Promise<Answer> {
    this.lastHost = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
    // The handler takes this older form of a signal too, and it costs nothing.
    const abort: { aborted: boolean; onabort: (() => void) | null } = { aborted: false, onabort: null };
    const end = () => {
      abort.aborted = true;
      abort.onabort?.();
    };
    let late = false;
    let body: Readable | null = null;
    const deadline = setTimeout(() => {
      late = true;
      if (body) body.destroy(tooLate());
      else end();
    }, this.timeouts.answerMs);
    const unlisten = this.cancellation.on(end);
    const over = () => {
      clearTimeout(deadline);
      unlisten();
    };
    try {
      const answer = await super.handle(request, {
        ...options,
        abortSignal: abort as NonNullable<Options>["abortSignal"] & object,
      });
      body = answer.response.body as Readable;
      body.once("close", over);
      return answer;
    } catch (error) {
      over();
      throw late ? tooLate() : error;
    }
  }
}

function tooLate(): Error {
  return Object.assign(new Error("the answer did not end"), { name: "TimeoutError" });
}
