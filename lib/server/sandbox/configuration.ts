/** What a process needs to scan the sandbox: environment variables and the content of podlens.yaml. */
import type { Estate } from "./estate/model";
import type { LogStore } from "./history/log-store";
import { ATHENA } from "./services/activity";

/** The SDK's own variables, with the hub's keys. Profiles and files of the machine are kept out. */
export function sandboxEnvironment(sandbox: { readonly url: string; readonly estate: Estate }): Record<string, string> {
  const { estate } = sandbox;
  const key = estate.accessKeys[0];
  if (key === undefined) throw new Error("the estate has no access key");
  return {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: estate.reader.homeRegion,
    AWS_DEFAULT_REGION: estate.reader.homeRegion,
    AWS_ACCESS_KEY_ID: key.id,
    AWS_SECRET_ACCESS_KEY: key.secret,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

export interface SandboxConfiguration {
  readonly scope: {
    readonly accounts: readonly {
      readonly id: string;
      readonly name: string;
      readonly roleArn?: string;
      readonly externalId?: string;
    }[];
    readonly regions: "all";
  };
  /** There where the estate's clusters have APIs to read. */
  readonly kubernetes?: { readonly enabled: true };
}

/** podlens.yaml as an object: the hub's account by its own keys, every other one through its reader role. */
export function sandboxConfiguration(estate: Estate): SandboxConfiguration {
  const { reader, partition } = estate;
  const accounts = [...estate.accounts.values()].filter(
    (account) => !reader.accountsWithoutReader.includes(account.id),
  );
  return {
    scope: {
      accounts: accounts.map(({ id, name }) =>
        id === reader.hubAccountId
          ? { id, name }
          : { id, name, roleArn: `arn:${partition}:iam::${id}:role/${reader.roleName}`, externalId: reader.externalId },
      ),
      regions: "all",
    },
    ...(estate.kubernetes === undefined ? {} : { kubernetes: { enabled: true } }),
  };
}

export type ActivityConfiguration = ReturnType<typeof activityConfiguration>;

/** `activity` and `network` of podlens.yaml: every trail's bucket, read as the reader of the account that owns it. */
export function activityConfiguration(estate: Estate, logs: LogStore) {
  const { reader, partition } = estate;
  const sources = logs.history.trails.map((trail) => ({
    type: "s3" as const,
    bucket: trail.bucket,
    prefix: trail.root.replace(/\/$/, ""),
    region: trail.homeRegion,
    ...(trail.bucketAccount === reader.hubAccountId
      ? {}
      : {
          roleArn: `arn:${partition}:iam::${trail.bucketAccount}:role/${reader.roleName}`,
          externalId: reader.externalId,
        }),
  }));
  return { activity: { days: 90, sources }, network: { egress: ["198.51.100.0/24"] } };
}

/** The organisation trail's table, for a configuration that asks Athena instead. */
export function athenaConfiguration(estate: Estate) {
  const { workgroup, database, table, output, partitions } = ATHENA;
  return { type: "athena" as const, workgroup, database, table, output, partitions, region: estate.reader.homeRegion };
}
