/** The sandbox's HTTP server, on loopback only. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Authoriser, identityPolicyAuthoriser } from "./authorise";
import { CallLog } from "./calls";
import { type EndpointParts, handle, type Outcome } from "./endpoint";
import type { Estate } from "./estate/model";
import { type FaultRule, Faults } from "./faults";
import type { LogStore } from "./history/log-store";
import { Identities } from "./identities";
import { type KubernetesOptions, startKubernetes } from "./kubernetes/server";
import type { PageBehaviour } from "./protocol/paging";
import type { ErrorForm, HttpRequest, Service } from "./protocol/service";
import { type RateRule, Rates } from "./rates";
import { type ActivityServing, activityServices } from "./services/activity";
import { createServices } from "./services/index";

export interface ServerOptions {
  readonly estate: Estate;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly pages?: PageBehaviour;
  /** Where REST-JSON and JSON errors carry their name. Default: header (body for JSON 1.1, without namespace). */
  readonly errorForm?: ErrorForm;
  readonly faults?: readonly FaultRule[];
  readonly rates?: readonly RateRule[];
  /** Who may call what. Default: the identity policies of the acting user or role. */
  readonly authorise?: Authoriser;
  /** Serves the clusters' own APIs, too; null for one that cannot be reached. */
  readonly kubernetes?: KubernetesOptions["objects"];
  /** Serves what happened: event history, trails and their log files. Default: nothing was ever recorded. */
  readonly activity?: ActivityServing;
  /** False: counters only, no row for each call. */
  readonly keepCalls?: boolean;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
}

export interface Sandbox {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly port: number;
  readonly estate: Estate;
  readonly faults: Faults;
  readonly rates: Rates;
  readonly calls: CallLog;
  /** Trails and their buckets; null without `activity`. */
  readonly logs: LogStore | null;
  /** Ends all sessions that were issued: their next call is answered as expired. */
  expireSessions(): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1_000_000;

export async function serve(options: ServerOptions): Promise<Sandbox> {
  const identities = new Identities(options.estate);
  const faults = new Faults();
  const now = options.now ?? Date.now;
  const kubernetes =
    options.kubernetes === undefined
      ? null
      : await startKubernetes({ estate: options.estate, identities, faults, objects: options.kubernetes, now });
  const estate: Estate = kubernetes === null ? options.estate : { ...options.estate, kubernetes: kubernetes.endpoints };
  const authorise = options.authorise ?? identityPolicyAuthoriser(estate);
  const activity = activityServices(estate, options.activity, authorise, now);
  const services = createServices((account, role, name, seconds, at) =>
    identities.issue(account, role, name, seconds, at),
  );
  const parts: EndpointParts = {
    estate,
    identities,
    services: new Map([...services, ...named(activity.services)]),
    authorise,
    faults,
    rates: new Rates(),
    calls: new CallLog(options.keepCalls ?? true),
    pages: options.pages ?? {},
    errorForm: options.errorForm ?? "header",
    now,
  };
  parts.faults.set(options.faults ?? []);
  parts.rates.set(options.rates ?? []);

  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => receive(request, response, parts));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    estate,
    faults: parts.faults,
    rates: parts.rates,
    calls: parts.calls,
    logs: activity.logs,
    expireSessions: () => identities.expireSessions(),
    close: async () => {
      await kubernetes?.close();
      await activity.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

function receive(message: IncomingMessage, response: ServerResponse, parts: EndpointParts): void {
  const chunks: Buffer[] = [];
  let size = 0;
  message.on("error", () => response.destroy());
  message.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) message.destroy();
    else chunks.push(chunk);
  });
  message.on("end", () => {
    const url = message.url ?? "/";
    const mark = url.indexOf("?");
    const request: HttpRequest = {
      method: message.method ?? "GET",
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? "" : url.slice(mark + 1),
      header(name) {
        const value = message.headers[name];
        return typeof value === "string" ? value : "";
      },
      body: chunks.length === 1 ? (chunks[0]?.toString("utf8") ?? "") : Buffer.concat(chunks).toString("utf8"),
    };
    reply(handle(request, parts), response);
  });
}

function reply(outcome: Outcome, response: ServerResponse): void {
  if (outcome.kind === "hang") return;
  if (outcome.kind === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  const { rendered, delayMs } = outcome;
  const send = () => {
    // One string, so that head and body leave in one write.
    response.writeHead(rendered.status, { ...rendered.headers, "content-length": Buffer.byteLength(rendered.body) });
    response.end(rendered.body);
  };
  if (delayMs > 0) setTimeout(send, delayMs).unref();
  else send();
}

function named(services: readonly Service[]): [string, Service][] {
  return services.map((service) => [service.name, service]);
}
