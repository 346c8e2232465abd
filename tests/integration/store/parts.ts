/** Parts and documents of a made-up estate. */
import { createHash } from "node:crypto";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Gap, Part } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts } from "@/lib/domain/snapshot/snapshot";

export const ACCOUNT = "111122223333";
export const COUNTS: SnapshotCounts = {
  accounts: 1,
  clusters: 1,
  associations: 2,
  bindings: 2,
  roles: 1,
  policies: 1,
  gaps: 0,
};

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function association(cluster: string, index: number): AssociationFacts {
  const clusterArn = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/${cluster}`;
  return {
    arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:podidentityassociation/${cluster}/a-${index}`,
    id: `a-${index}`,
    clusterArn,
    namespace: `namespace-${index % 7}`,
    serviceAccount: `service-${index}`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/service-${index}`,
    targetRoleArn: null,
    externalId: null,
    disableSessionTags: false,
    policy: null,
    ownerArn: null,
    tags: { team: `team-${index % 5}` },
    createdAt: "2026-01-02T03:04:05.000Z",
    modifiedAt: "2026-01-02T03:04:05.000Z",
    described: true,
  };
}

export function associationsPart(
  cluster: string,
  count: number,
  readAt = "2026-11-01T10:00:00.000Z",
): Part<"associations"> {
  return {
    kind: "associations",
    accountId: ACCOUNT,
    region: "eu-west-1",
    clusterArn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/${cluster}`,
    readAt,
    facts: Array.from({ length: count }, (_, index) => association(cluster, index)),
  };
}

export function role(name: string, trust: string, inline: readonly { name: string; text: string }[] = []): RoleFacts {
  return {
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    roleId: `AROA${name.toUpperCase()}`,
    name,
    path: "/",
    accountId: ACCOUNT,
    createdAt: "2026-01-02T03:04:05.000Z",
    trustPolicy: hashOf(trust),
    inlinePolicies: inline.map((policy) => ({ name: policy.name, document: hashOf(policy.text) })),
    attachedPolicies: [],
    permissionsBoundaryArn: null,
    tags: {},
    instanceProfileArns: [],
  };
}

export function rolesPart(facts: readonly RoleFacts[], readAt = "2026-11-01T10:00:00.000Z"): Part<"roles"> {
  return { kind: "roles", accountId: ACCOUNT, region: null, clusterArn: null, readAt, facts };
}

export function documentsOf(...texts: string[]): Map<string, string> {
  return new Map(texts.map((text) => [hashOf(text), text]));
}

export function gap(operation: string): Gap {
  return {
    accountId: ACCOUNT,
    region: "eu-west-1",
    clusterArn: null,
    service: "eks",
    operation,
    error: "AccessDeniedException",
    message: "not allowed",
    resource: null,
    missingPermission: `eks:${operation}`,
    consequence: "clusters of this region are not known",
    at: "2026-11-01T10:00:00.000Z",
  };
}
