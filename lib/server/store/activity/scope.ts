/** Accounts, regions and roles of the last snapshot: where activity is worth asking for. */
import { inflateRawSync } from "node:zlib";
import type { DuckDBBlobValue, DuckDBConnection } from "@duckdb/node-api";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { AccountFacts, AssociationFacts, ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { ActivityScope } from "@/lib/server/usecases/activity/ports";

export async function activityScope(connection: DuckDBConnection): Promise<ActivityScope> {
  const reader = await connection.runAndReadAll(
    `SELECT p.part, b.body FROM snapshot_part p JOIN blob b ON b.hash = p.hash WHERE p.snapshot = (
       SELECT max(id) FROM snapshot WHERE status IN ('complete', 'partial'))
     AND (p.part LIKE 'account|%' OR p.part LIKE 'clusters|%' OR p.part LIKE 'associations|%')`,
  );
  const regions = new Map<string, Set<string>>();
  const roles = new Map<string, Set<string>>();
  let callerAccount: string | null = null;
  let partition = "aws";
  for (const [part, body] of reader.getRows()) {
    const facts = JSON.parse(inflateRawSync((body as DuckDBBlobValue).bytes).toString("utf8")) as unknown;
    if (String(part).startsWith("account|")) {
      const account = facts as AccountFacts;
      partition = account.partition;
      regions.set(account.accountId, regions.get(account.accountId) ?? new Set());
      // Read without a role of its own: by the caller as it is.
      if (account.readerArn?.includes(`:${account.accountId}:`) && !account.readerArn.includes(":assumed-role/"))
        callerAccount = account.accountId;
    } else if (String(part).startsWith("clusters|")) {
      for (const { accountId, region } of facts as ClusterFacts[])
        regions.set(accountId, (regions.get(accountId) ?? new Set()).add(region));
    } else {
      for (const { roleArn, targetRoleArn } of facts as AssociationFacts[])
        for (const arn of [roleArn, targetRoleArn]) {
          const account = arn === null ? null : (parseRoleArn(arn)?.accountId ?? null);
          if (arn !== null && account !== null) roles.set(account, (roles.get(account) ?? new Set()).add(arn));
        }
    }
  }
  return {
    callerAccount,
    partition,
    accounts: [...regions].map(([accountId, names]) => ({ accountId, regions: [...names].sort() })),
    roles: new Map([...roles].map(([account, arns]) => [account, [...arns].sort()])),
  };
}
