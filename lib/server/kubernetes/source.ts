/** What a scan reads from clusters' own APIs. The client library is loaded when the first cluster is read, not before. */
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { PartFacts } from "@/lib/domain/snapshot/part";
import type { KubernetesCluster, KubernetesKind, KubernetesSource } from "@/lib/server/usecases/scan/ports";
import { createAgent, DEFAULT_LIMITS, type ExchangeLimits } from "./exchange";
import { KubernetesError } from "./kubernetes-error";
import { type Reading, readers } from "./readers";
import { broken, get, type TransportOptions } from "./transport";

export interface KubernetesSourceOptions {
  /** Ends all requests. */
  readonly signal: AbortSignal;
  readonly limits?: Partial<ExchangeLimits>;
  /** Before a request is tried again; doubles. */
  readonly backoffMs?: number;
  readonly now?: () => number;
}

/** EKS takes a token for 15 minutes; a new one costs it a call to STS, so one serves many requests. */
const TOKEN_MS = 10 * 60_000;

export function createKubernetesSource(options: KubernetesSourceOptions): KubernetesSource {
  return { open: (cluster, token) => openCluster(options, cluster, token) };
}

function openCluster(
  options: KubernetesSourceOptions,
  cluster: ClusterFacts,
  makeToken: () => Promise<string>,
): KubernetesCluster {
  const endpoint = cluster.endpoint ?? "";
  const address = usableAddress(endpoint);
  const authority = authorityOf(cluster.certificateAuthority);
  const agent = createAgent(address?.protocol === "https:", authority);
  const transport: TransportOptions = {
    endpoint,
    token: sharedToken(makeToken, options.now ?? Date.now),
    agent,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    signal: options.signal,
    backoffMs: options.backoffMs ?? 200,
  };
  return {
    async read<K extends KubernetesKind>(kind: K): Promise<PartFacts[K]> {
      if (address === null) {
        const message =
          endpoint === "" ? "EKS gives no endpoint for the cluster" : "the cluster's endpoint is not an https address";
        throw new KubernetesError(message, "unreachable", "connect", "NoEndpoint", endpoint || null);
      }
      const library = await import("@kubernetes/client-node");
      const reading: Reading = {
        library,
        clusterArn: cluster.arn,
        configuration: (operation) =>
          library.createConfiguration({
            baseServer: new library.ServerConfiguration(endpoint.replace(/\/+$/, ""), {}),
            httpApi: library.wrapHttpLibrary({
              async send(request) {
                const body = await get(transport, operation, new URL(request.getUrl()));
                const bytes = { text: async () => body, binary: async () => Buffer.from(body) };
                return new library.ResponseContext(200, { "content-type": "application/json" }, bytes);
              },
            }),
          }),
        attempt: async (operation, run) => {
          try {
            return await run();
          } catch (error) {
            if ((error as Partial<KubernetesError>).code === "call-failed") throw error;
            if (options.signal.aborted) throw broken(transport, operation, error);
            // What is left is the library's refusal of a body that is no such list.
            throw new KubernetesError(
              "the answer is not what the Kubernetes API promises",
              "malformed",
              operation,
              "Malformed",
              endpoint,
              error,
            );
          }
        },
      };
      return (await readers[kind](reading)) as PartFacts[K];
    },
    close: () => agent.destroy(),
  };
}

/** https, or http to this machine: a token never crosses a network in the clear. */
function usableAddress(endpoint: string): URL | null {
  if (!URL.canParse(endpoint)) return null;
  const url = new URL(endpoint);
  if (url.protocol === "https:") return url;
  return url.protocol === "http:" && /^(127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname) ? url : null;
}

/** EKS gives the authority as PEM in Base64. */
function authorityOf(encoded: string | null): string | null {
  if (encoded === null || encoded === "") return null;
  return Buffer.from(encoded, "base64").toString("utf8");
}

function sharedToken(make: () => Promise<string>, now: () => number): (renew: boolean) => Promise<string> {
  let current: { readonly value: Promise<string>; readonly at: number } | null = null;
  return (renew) => {
    if (current === null || renew || now() - current.at > TOKEN_MS) {
      const made = { value: make(), at: now() };
      current = made;
      made.value.catch(() => {
        if (current === made) current = null;
      });
    }
    return current.value;
  };
}
