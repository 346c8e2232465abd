/** Opens what activity is read from: the configured sources, for the accounts and roles that the last scan found. */
import { dirname } from "node:path";
import type { Config } from "@/lib/contracts/config";
import { Limits } from "@/lib/server/aws";
import { openActivitySources } from "@/lib/server/aws/activity";
import type { IngestSources } from "@/lib/server/usecases/activity/ingest";
import type { ActivityScope, LogFileSource } from "@/lib/server/usecases/activity/ports";
import type { ReaderRole } from "@/lib/server/usecases/scan/ports";

export interface OpenedSources extends IngestSources {
  close(): Promise<void>;
}

/** One budget for all runs of the process: LookupEvents has two requests a second, however many ask. */
const limits = new Limits({ mode: "steady" });

/** Null where none is configured. */
export function configuredSources(
  config: Config,
  configFile: string | null,
  scope: ActivityScope,
  signal: AbortSignal,
): OpenedSources | null {
  if (config.activity.sources.length === 0) return null;
  const opened = openActivitySources({
    sources: config.activity.sources,
    folder: configFile === null ? process.cwd() : dirname(configFile),
    roleOf: (accountId) => roleOf(config, scope, accountId),
    limits,
    now: () => new Date(),
    signal,
  });
  return {
    files: opened.files,
    lookups: opened.records,
    engines: opened.engines,
    coverage: opened.coverage,
    accounts: scope.accounts,
    roles: scope.roles,
    close: async () => opened.close(),
  };
}

/** Files and folders that somebody names; they are kept whatever `activity.days` says, so their source is another. */
export async function namedPaths(paths: readonly string[]): Promise<OpenedSources> {
  const { folderSource } = await import("@/lib/server/aws/activity/folder");
  const files = paths.map((path): LogFileSource => {
    const folder = folderSource(path, () => new Date());
    const id = `named:${folder.id}`;
    return {
      ...folder,
      id,
      async *list(request) {
        for await (const object of folder.list(request)) yield { ...object, source: id };
      },
    };
  });
  return {
    files,
    lookups: [],
    coverage: null,
    accounts: [],
    roles: new Map(),
    close: async () => {
      for (const source of files) await source.close();
    },
  };
}

/** As scans read the account: its own entry, else the organisation's role, else the caller's credentials. */
function roleOf({ scope }: Config, { callerAccount, partition }: ActivityScope, accountId: string): ReaderRole {
  const listed = scope.accounts.find(({ id }) => id === accountId);
  if (listed)
    return listed.roleArn === undefined ? null : { arn: listed.roleArn, externalId: listed.externalId ?? null };
  const { organization } = scope;
  if (!organization || accountId === callerAccount) return null;
  return {
    arn: `arn:${partition}:iam::${accountId}:role/${organization.roleName.replace(/^\//, "")}`,
    externalId: organization.externalId ?? null,
  };
}
