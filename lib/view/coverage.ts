/** What was read and when, what is missing, and the policy that would grant it. */
import type {
  CoverageAnswer,
  CoveragePart,
  CoverageQuery,
  CoverageScope,
  MissingPermission,
} from "@/lib/contracts/api";
import type { Gap, PartKind, PartScope } from "@/lib/domain/snapshot/part";
import { compare } from "./facets";
import { clusterNameOf, gapAnswers } from "./gap-answer";
import type { PartSummary, SnapshotView } from "./snapshot-view";

export const partLabels: Readonly<Record<PartKind, string>> = {
  account: "Account and regions",
  clusters: "Clusters",
  associations: "Pod Identity associations",
  addons: "Add-ons",
  nodegroups: "Node groups",
  "node-instances": "Instances of clusters",
  "launch-templates": "Launch templates of node groups",
  "fargate-profiles": "Fargate profiles",
  "access-entries": "Access entries",
  capabilities: "Capabilities",
  roles: "Roles",
  "role-usage": "Last use of roles",
  "service-last-accessed": "Services that roles accessed last",
  "managed-policies": "Managed policies",
  "oidc-providers": "OIDC providers",
  organization: "Organization",
  "organization-policies": "Organization policies",
  "service-accounts": "Service accounts",
  namespaces: "Namespaces",
  pods: "Pods",
  nodes: "Nodes",
  "daemon-sets": "Agent and kube2iam DaemonSets",
  "rbac-grants": "RBAC that reaches service accounts",
  "aws-auth": "ConfigMap aws-auth",
  buckets: "S3 buckets that grants name",
  "s3-account": "S3 Block Public Access of the account",
  "kms-keys": "KMS keys that grants name",
  queues: "SQS queues that grants name",
  topics: "SNS topics that grants name",
  secrets: "Secrets that grants name",
  tables: "DynamoDB tables that grants name",
  repositories: "ECR repositories that grants name",
  databases: "RDS databases that grants name",
};

interface Draft {
  readonly scope: PartScope;
  readonly parts: PartSummary[];
  readonly gaps: Gap[];
}

export function showCoverage(view: SnapshotView, query: Omit<CoverageQuery, "snapshot">): CoverageAnswer {
  const wanted = (scope: PartScope) =>
    (query.account.length === 0 || query.account.includes(scope.accountId)) &&
    (query.region.length === 0 || (scope.region !== null && query.region.includes(scope.region))) &&
    (query.cluster.length === 0 ||
      (scope.clusterArn !== null &&
        (query.cluster.includes(scope.clusterArn) || query.cluster.includes(clusterNameOf(scope.clusterArn)))));
  const gaps = view.gaps.filter(wanted);
  const missing = missingPermissions(view, gaps);
  return {
    scopes: drafts(view)
      .filter((draft) => wanted(draft.scope))
      .map((draft) => scopeAnswer(view, draft)),
    gaps: gaps.length,
    optional: gapAnswers(view, view.optionalGaps.filter(wanted)),
    missingPermissions: missing,
    grants: grantsOf(missing),
  };
}

/** Accounts, regions and clusters that were to be read, in order: also those of which nothing came. */
function drafts(view: SnapshotView): readonly Draft[] {
  const byKey = new Map<string, Draft>();
  const at = (scope: PartScope): Draft => {
    const key = [scope.accountId, scope.region ?? "", scope.clusterArn ?? ""].join("\n");
    const known = byKey.get(key);
    if (known) return known;
    const made: Draft = {
      scope: { accountId: scope.accountId, region: scope.region, clusterArn: scope.clusterArn },
      parts: [],
      gaps: [],
    };
    byKey.set(key, made);
    return made;
  };
  for (const account of view.model.estate.accounts.values()) {
    at({ accountId: account.accountId, region: null, clusterArn: null });
    for (const region of account.regions) at({ accountId: account.accountId, region, clusterArn: null });
  }
  for (const cluster of view.model.estate.clusters)
    at({ accountId: cluster.accountId, region: cluster.region, clusterArn: cluster.arn });
  for (const part of view.parts) at(part).parts.push(part);
  for (const gap of view.gaps) at(gap).gaps.push(gap);
  return [...byKey.entries()].sort(([a], [b]) => compare(a, b)).map(([, draft]) => draft);
}

function scopeAnswer(view: SnapshotView, { scope, parts, gaps }: Draft): CoverageScope {
  return {
    kind: scope.clusterArn !== null ? "cluster" : scope.region !== null ? "region" : "account",
    accountId: scope.accountId,
    accountName: view.accountName(scope.accountId),
    region: scope.region,
    clusterArn: scope.clusterArn,
    clusterName: scope.clusterArn === null ? null : clusterNameOf(scope.clusterArn),
    state: parts.length === 0 ? "not-read" : gaps.length > 0 ? "partial" : "read",
    parts: parts
      .map(
        (part): CoveragePart => ({
          kind: part.kind,
          label: partLabels[part.kind],
          items: part.items,
          readAt: part.readAt,
        }),
      )
      .sort((a, b) => compare(a.label, b.label)),
    gaps: gapAnswers(view, gaps),
  };
}

function missingPermissions(view: SnapshotView, gaps: readonly Gap[]): readonly MissingPermission[] {
  const byKey = new Map<
    string,
    { permission: string; accountId: string; occurrences: number; consequences: Set<string> }
  >();
  for (const gap of gaps) {
    if (gap.missingPermission === null) continue;
    const key = `${gap.accountId}\n${gap.missingPermission}`;
    const known = byKey.get(key) ?? {
      permission: gap.missingPermission,
      accountId: gap.accountId,
      occurrences: 0,
      consequences: new Set<string>(),
    };
    known.occurrences++;
    known.consequences.add(gap.consequence);
    byKey.set(key, known);
  }
  return [...byKey.entries()]
    .sort(([a], [b]) => compare(a, b))
    .map(([, each]) => ({
      permission: each.permission,
      accountId: each.accountId,
      readerArn: view.model.estate.accounts.get(each.accountId)?.readerArn ?? null,
      occurrences: each.occurrences,
      consequences: [...each.consequences],
    }));
}

function grantsOf(missing: readonly MissingPermission[]): CoverageAnswer["grants"] {
  const byAccount = new Map<string, MissingPermission[]>();
  for (const each of missing) byAccount.set(each.accountId, [...(byAccount.get(each.accountId) ?? []), each]);
  return [...byAccount].map(([accountId, list]) => ({
    accountId,
    readerArn: list[0]?.readerArn ?? null,
    policyJson: JSON.stringify(
      {
        Version: "2012-10-17",
        Statement: [
          { Sid: "PodlensReadMissing", Effect: "Allow", Action: list.map((each) => each.permission), Resource: "*" },
        ],
      },
      null,
      2,
    ),
  }));
}
