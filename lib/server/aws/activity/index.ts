/** Sources of activity as somebody configured them, over shared connections. */
import type { CoverageSource, LogFileSource, QueryEngine, RecordSource } from "@/lib/server/usecases/activity/ports";
import type { ReaderRole } from "@/lib/server/usecases/scan/ports";
import { athenaEngine } from "./athena";
import { Connection, type ConnectionOptions } from "./connection";
import { folderSource } from "./folder";
import { lookupEventsSource } from "./lookup-events";
import { s3Source } from "./s3";
import { coverageSource } from "./trails";

interface Remote {
  readonly region?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
}

/** As in podlens.yaml (activity.sources). */
export type ActivitySourceSetting =
  | { readonly type: "lookup-events" }
  | { readonly type: "files"; readonly path: string }
  | ({ readonly type: "s3"; readonly bucket: string; readonly prefix: string } & Remote)
  | ({
      readonly type: "athena";
      readonly workgroup: string;
      readonly database: string;
      readonly table: string;
      readonly output: string;
      readonly partitions: {
        readonly account?: string | undefined;
        readonly region?: string | undefined;
        readonly day?: string | undefined;
      };
    } & Remote);

export interface ActivitySourcesOptions extends ConnectionOptions {
  readonly sources: readonly ActivitySourceSetting[];
  /** Absolute path that the paths of "files" sources are relative to. */
  readonly folder: string;
  /** The role to read an account with (scope.accounts); null = the caller's own credentials. */
  readonly roleOf: (accountId: string) => ReaderRole;
  readonly now: () => Date;
  /** For tests: how often Athena is looked at. */
  readonly pollMs?: readonly [first: number, last: number];
}

export interface ActivitySources {
  readonly files: readonly LogFileSource[];
  readonly records: readonly RecordSource[];
  readonly engines: readonly QueryEngine[];
  readonly coverage: CoverageSource;
  /** Ends requests that are under way. */
  close(): void;
}

export function openActivitySources(options: ActivitySourcesOptions): ActivitySources {
  const { sources, folder, now, roleOf, pollMs } = options;
  const connection = new Connection(options);
  const files: LogFileSource[] = [];
  const records: RecordSource[] = [];
  const engines: QueryEngine[] = [];
  for (const source of sources) {
    switch (source.type) {
      case "lookup-events":
        records.push(lookupEventsSource(connection, { roleOf, now }));
        break;
      case "files":
        files.push(folderSource(absolute(folder, source.path), now));
        break;
      case "s3": {
        const { bucket, prefix, region = null } = source;
        files.push(s3Source(connection, { bucket, prefix, region, role: roleIn(source), now }));
        break;
      }
      case "athena": {
        const { partitions, region = null, ...rest } = source;
        const { account = null, region: regionColumn = null, day = null } = partitions;
        const table = { ...rest, partitions: { account, region: regionColumn, day } };
        engines.push(
          athenaEngine(connection, { ...table, region, role: roleIn(source), now, ...(pollMs ? { pollMs } : {}) }),
        );
        break;
      }
    }
  }
  return {
    files,
    records,
    engines,
    coverage: coverageSource(connection, { roleOf, now }),
    close: () => connection.close(),
  };
}

export { folderSource } from "./folder";

function roleIn({ roleArn, externalId }: Remote): ReaderRole {
  return roleArn === undefined ? null : { arn: roleArn, externalId: externalId ?? null };
}

function absolute(folder: string, path: string): string {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) ? path : `${folder}/${path}`;
}
