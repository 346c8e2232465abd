/** SDK clients on a sandbox, as the hub's user or as the reader of an account; without retries, so that each error is seen. */
import { AccountClient } from "@aws-sdk/client-account";
import { EC2Client } from "@aws-sdk/client-ec2";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Sandbox } from "@/lib/server/sandbox/index";

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Clients {
  readonly eks: EKSClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly account: AccountClient;
  readonly ec2: EC2Client;
  readonly organizations: OrganizationsClient;
}

export const PAYMENTS = "333333333333";
export const DEV = "555566667777";

export function hubKeys(sandbox: Sandbox): Keys {
  const key = sandbox.estate.accessKeys[0];
  if (key === undefined) throw new Error("the estate has no key");
  return { accessKeyId: key.id, secretAccessKey: key.secret };
}

export function clients(sandbox: Sandbox, credentials: Keys, region = "eu-west-1"): Clients {
  const options = { endpoint: sandbox.url, region, credentials, maxAttempts: 1 };
  return {
    eks: new EKSClient(options),
    iam: new IAMClient(options),
    sts: new STSClient(options),
    account: new AccountClient(options),
    ec2: new EC2Client(options),
    organizations: new OrganizationsClient(options),
  };
}

export function hub(sandbox: Sandbox, region?: string): Clients {
  return clients(sandbox, hubKeys(sandbox), region);
}

/** Keys of a reader session in an account. */
export async function readerKeys(sandbox: Sandbox, accountId: string): Promise<Keys> {
  const { roleName, externalId } = sandbox.estate.reader;
  const { Credentials: issued } = await hub(sandbox).sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
      RoleSessionName: "sandbox-test",
      ExternalId: externalId,
    }),
  );
  return {
    accessKeyId: issued?.AccessKeyId ?? "",
    secretAccessKey: issued?.SecretAccessKey ?? "",
    sessionToken: issued?.SessionToken ?? "",
  };
}

export async function reader(sandbox: Sandbox, accountId: string, region?: string): Promise<Clients> {
  return clients(sandbox, await readerKeys(sandbox, accountId), region);
}

export interface SeenError {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

/** The error that a call ends with; fails where it does not. */
export async function errorOf(call: Promise<unknown>): Promise<SeenError> {
  try {
    await call;
  } catch (error) {
    const seen = error as Error & { $metadata?: { httpStatusCode?: number; requestId?: string } };
    return {
      name: seen.name,
      message: seen.message,
      status: seen.$metadata?.httpStatusCode,
      requestId: seen.$metadata?.requestId,
    };
  }
  throw new Error("the call was answered with success");
}
