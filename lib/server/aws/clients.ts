/** SDK clients: one per account, region and service, over shared connections, with the SDK's retries off. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { AccountClient } from "@aws-sdk/client-account";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentityProvider } from "@smithy/types";

export interface Timeouts {
  readonly connectMs: number;
  /** From the first byte sent to the last byte received. */
  readonly requestMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 3_000, requestMs: 20_000 };
const MAX_SOCKETS = 256;

/** Connections, shared by all clients of a scan and closed with it. */
export function createHandler(timeouts: Timeouts): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_SOCKETS, scheduling: "lifo" as const };
  return new NodeHttpHandler({
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

export interface ClientContext {
  readonly handler: NodeHttpHandler;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly region: string;
}

function options({ handler, credentials, region }: ClientContext) {
  return {
    region,
    credentials,
    requestHandler: handler,
    // Retries are ours (caller.ts): the SDK's budget is per client, and it would not ask our limits again.
    maxAttempts: 1,
    // Our clients never change their middleware, and building the stack anew is a tenth of the cost of a call.
    cacheMiddleware: true,
  };
}

export const createClient = {
  eks: (context: ClientContext) => new EKSClient(options(context)),
  iam: (context: ClientContext) => new IAMClient(options(context)),
  sts: (context: ClientContext) => new STSClient(options(context)),
  account: (context: ClientContext) => new AccountClient(options(context)),
  ec2: (context: ClientContext) => new EC2Client(options(context)),
  organizations: (context: ClientContext) => new OrganizationsClient(options(context)),
};

/** The region of the environment or the profile, where there is one. */
export async function configuredRegion(): Promise<string> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return "us-east-1";
  }
}

/** The host that a client's requests really go to, however it was configured; null before the first one. */
export function watchHost(client: STSClient): () => string | null {
  let host: string | null = null;
  client.middlewareStack.add(
    (next) => (args) => {
      const { hostname, port } = args.request as { hostname?: string; port?: number };
      if (hostname !== undefined) host = port === undefined ? hostname : `${hostname}:${port}`;
      return next(args);
    },
    { step: "finalizeRequest", name: "watchHost" },
  );
  return () => host;
}
