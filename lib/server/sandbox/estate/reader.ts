/**
 * How the product gets in: the reader role in each account and the hub's user. Both hold exactly the files that a user
 * deploys from public/iam, so that a call which those do not allow is denied here as well.
 */
import { readFileSync } from "node:fs";
import type { AccountBuilder } from "./account-builder";
import { allow, type Document, policy } from "./documents";
import type { ReaderSetup } from "./model";

/** Optional files of public/iam, by name. */
export const CAPABILITIES = [
  "organization",
  "imds",
  "activity",
  "activity-s3",
  "activity-athena",
  "resources",
  "simulate",
  "per-role-fallback",
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export interface ReaderGrants {
  readonly capabilities: readonly Capability[];
}

export function addReader(
  accounts: ReadonlyMap<string, AccountBuilder>,
  reader: ReaderSetup & { readonly userName: string },
  grants: ReaderGrants,
): void {
  const documents: Record<string, string> = { reader: iamFile("reader") };
  for (const name of grants.capabilities) documents[name] = iamFile(name);
  const hub = accounts.get(reader.hubAccountId);
  if (hub === undefined) throw new Error(`hub account ${reader.hubAccountId} is not in the estate`);
  const { partition } = hub.estate;
  const intoMembers = policy(allow("sts:AssumeRole", `arn:${partition}:iam::*:role/${reader.roleName}`));
  hub.user(reader.userName, { ...documents, hub: intoMembers });
  for (const account of accounts.values()) {
    if (reader.accountsWithoutReader.includes(account.id)) continue;
    account.role(reader.roleName, {
      trust: readerTrust(partition, reader),
      inline: documents,
      description: "Read-only access for Podlens",
      usedDaysAgo: 0.1,
    });
  }
}

function readerTrust(partition: string, reader: ReaderSetup): Document {
  const principal = { AWS: `arn:${partition}:iam::${reader.hubAccountId}:root` };
  return policy(
    {
      Sid: "AssumeFromHub",
      Effect: "Allow",
      Principal: principal,
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": reader.externalId } },
    },
    // Tags of a caller that itself runs with Pod Identity are transitive; the external id is no part of TagSession.
    { Sid: "TransitiveTags", Effect: "Allow", Principal: principal, Action: "sts:TagSession" },
  );
}

function iamFile(name: string): string {
  const text = readFileSync(new URL(`../../../../public/iam/${name}.json`, import.meta.url), "utf8");
  // Names that stand for somebody's own.
  return text.replace(/(TRAIL|RESULTS)-BUCKET|ATHENA-(WORKGROUP|DATABASE|TABLE)/g, "*");
}
