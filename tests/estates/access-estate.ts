/** Questions about small estates, answered in words. */
import { AccessIndex } from "@/lib/domain/access/access-index";
import { bindingAnswers } from "@/lib/domain/access/binding-answers";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { whoCan } from "@/lib/domain/access/who-can";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { AnyPart } from "@/lib/domain/snapshot/part";
import type { ResourceFacts } from "@/lib/domain/snapshot/resource-facts";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, type EstateBuilder, READ_AT } from "./estate-builder";

export const table = await loadActionTable();

export function accessOf(content: SnapshotContent): AccessIndex {
  return new AccessIndex(buildAccessModel(content), table);
}

/** "namespace/serviceAccount verdict", with ">n" where n roles are assumed on the way; sorted. */
export function who(index: AccessIndex, action: string, resource = ""): readonly string[] {
  return bindingAnswers(index, whoCan(index, action, resource))
    .map(({ binding, verdict, depth }) => {
      const name = `${binding.namespace ?? "node"}/${binding.serviceAccount ?? binding.clusterArn?.split("/")[1]}`;
      return `${name} ${verdict}${depth > 0 ? ` >${depth}` : ""}`;
    })
    .sort();
}

export const allow = (action: string | readonly string[], resource: string | readonly string[] = "*", more = {}) => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...more,
});
export const deny = (action: string | readonly string[], resource: string | readonly string[] = "*", more = {}) => ({
  ...allow(action, resource, more),
  Effect: "Deny",
});

export const roleArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

/** A policy attached to a resource; null = it has none. */
export type ResourcePolicyText = unknown;

/** The content of a built estate, with resources of its accounts. */
export function withResources(
  builder: EstateBuilder,
  resources: readonly { readonly facts: object; readonly policy: ResourcePolicyText }[],
): SnapshotContent {
  const content = builder.build();
  const documents = new Map(content.documents);
  const kinds = {
    bucket: "buckets",
    key: "kms-keys",
    queue: "queues",
    secret: "secrets",
    table: "tables",
    database: "databases",
  } as const;
  const parts: AnyPart[] = resources.map(({ facts, policy }) => {
    const resource = facts as ResourceFacts & { kind: keyof typeof kinds };
    let state: object = { state: policy === "unread" ? "unread" : "none" };
    if (policy !== null && policy !== "unread") {
      const text = JSON.stringify(policy);
      const document = stableHash(text);
      documents.set(document, text);
      state = { state: "read", document };
    }
    return {
      kind: kinds[resource.kind],
      accountId: resource.accountId,
      region: resource.kind === "bucket" ? null : resource.region,
      clusterArn: null,
      readAt: READ_AT,
      facts: [{ ...resource, policy: state }],
    } as unknown as AnyPart;
  });
  return { ...content, parts: [...content.parts, ...parts], documents };
}

export function bucket(name: string, policy: ResourcePolicyText, accountId = ACCOUNT, more: object = {}) {
  const facts = {
    kind: "bucket",
    arn: `arn:aws:s3:::${name}`,
    name,
    accountId,
    region: "eu-west-1",
    exists: true,
    publicAccessBlock: "none",
    objectOwnership: "BucketOwnerEnforced",
    ...more,
  };
  return { facts, policy };
}

export function key(id: string, policy: ResourcePolicyText, accountId = ACCOUNT, more: object = {}) {
  const arn = `arn:aws:kms:eu-west-1:${accountId}:key/${id}`;
  const rest = { grants: [], aliases: [], manager: "CUSTOMER", state: "Enabled", ...more };
  return { facts: { kind: "key", arn, name: id, accountId, region: "eu-west-1", exists: true, ...rest }, policy };
}

/** `iamAuthentication` null = RDS did not say. */
export function database(name: string, resourceId: string, iamAuthentication: boolean | null) {
  const arn = `arn:aws:rds:eu-west-1:${ACCOUNT}:db:${name}`;
  const place = { accountId: ACCOUNT, region: "eu-west-1", exists: true, type: "instance" };
  const rest = { resourceId, iamAuthentication, engine: "postgres", endpoint: null };
  return { facts: { kind: "database", arn, name, ...place, ...rest }, policy: null };
}
