/** The Kubernetes APIs of an estate's clusters: one https server on loopback, each cluster below a path of its own. */
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Cluster } from "../estate/cluster-model";
import type { Estate } from "../estate/model";
import type { Faults } from "../faults";
import type { Identities } from "../identities";
import { makeCertificate } from "./certificate";
import type { ClusterObjects } from "./model";
import { type ServedCluster, serve } from "./requests";

export interface KubernetesOptions {
  readonly estate: Estate;
  readonly identities: Identities;
  readonly faults: Faults;
  /** Objects of a cluster; null for one whose API cannot be reached from here. */
  readonly objects: (cluster: Cluster, accountId: string) => ClusterObjects | null;
  readonly now: () => number;
}

export interface KubernetesEndpoint {
  readonly endpoint: string;
  /** PEM in Base64, as EKS gives it. */
  readonly certificateAuthority: string;
}

export interface KubernetesServer {
  /** By cluster ARN: what DescribeCluster says of it. */
  readonly endpoints: ReadonlyMap<string, KubernetesEndpoint>;
  close(): Promise<void>;
}

/** Nothing listens there: connections are refused at once. */
const NOWHERE = "https://127.0.0.1:9";

export async function startKubernetes(options: KubernetesOptions): Promise<KubernetesServer> {
  const { certificate, key } = makeCertificate(options.now());
  const served = new Map<string, ServedCluster>();
  const unreachable: string[] = [];
  for (const account of options.estate.accounts.values()) {
    for (const [region, clusters] of account.clusters) {
      for (const cluster of clusters.values()) {
        if (cluster.endpoint === null) continue;
        const objects = options.objects(cluster, account.id);
        if (objects === null) unreachable.push(cluster.arn);
        else
          served.set(`/${account.id}/${region}/${cluster.name}`, { cluster, accountId: account.id, region, objects });
      }
    }
  }
  const sockets = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://127.0.0.1");
    const [, account, region, name] = url.pathname.split("/", 4);
    const prefix = `/${account}/${region}/${name}`;
    const cluster = served.get(prefix);
    if (cluster === undefined || request.method !== "GET") {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such cluster\n");
      return;
    }
    const result = serve(
      cluster,
      {
        path: url.pathname.slice(prefix.length),
        query: url.searchParams,
        authorization: request.headers.authorization,
        at: options.now(),
      },
      options.identities,
      options.faults,
    );
    if (result === "hang") return;
    if (result === "reset") {
      request.socket.destroy();
      return;
    }
    const send = () => {
      response.writeHead(result.status, { "content-type": result.type });
      response.end(result.body);
    };
    if (result.delayMs > 0) setTimeout(send, result.delayMs).unref();
    else send();
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const certificateAuthority = Buffer.from(certificate).toString("base64");
  return {
    endpoints: new Map([
      ...[...served].map(
        ([prefix, { cluster }]) =>
          [cluster.arn, { endpoint: `https://127.0.0.1:${port}${prefix}`, certificateAuthority }] as const,
      ),
      ...unreachable.map((arn) => [arn, { endpoint: NOWHERE, certificateAuthority }] as const),
    ]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
