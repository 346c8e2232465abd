/** SDK clients: one per account, region and service, over shared connections, with the SDK's retries off. */
import { AccountClient } from "@aws-sdk/client-account";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentityProvider } from "@smithy/types";

export interface ClientContext {
  readonly handler: NodeHttpHandler;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly region: string;
}

/** What every client is made with. */
export function clientOptions({ handler, credentials, region }: ClientContext) {
  return {
    region,
    credentials,
    requestHandler: handler,
    // Retries are ours (caller.ts): the SDK's budget is per client, and it would not ask our limits again.
    maxAttempts: 1,
    // Our clients never change their middleware, and send takes no options (scan-handler.ts).
    cacheMiddleware: true,
  };
}

export const createClient = {
  eks: (context: ClientContext) => new EKSClient(clientOptions(context)),
  iam: (context: ClientContext) => new IAMClient(clientOptions(context)),
  sts: (context: ClientContext) => new STSClient(clientOptions(context)),
  account: (context: ClientContext) => new AccountClient(clientOptions(context)),
  ec2: (context: ClientContext) => new EC2Client(clientOptions(context)),
  organizations: (context: ClientContext) => new OrganizationsClient(clientOptions(context)),
};

/** The region of the environment or the profile, where there is one. */
export async function configuredRegion(): Promise<string> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return "us-east-1";
  }
}
