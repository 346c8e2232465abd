/** A small language for estates in tests: clusters, associations, roles and providers become a snapshot's content. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type {
  AddonFacts,
  AssociationFacts,
  ClusterFacts,
  ManagedPolicyFacts,
  OidcProviderFacts,
  OrganizationFacts,
  OrganizationPolicyFacts,
  RoleFacts,
} from "@/lib/domain/snapshot/facts";
import type { AnyPart, Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";

export const ACCOUNT = "111122223333";
export const READ_AT = "2026-11-20T10:00:00.000Z";

export interface RoleInput {
  readonly trust: unknown;
  readonly inline?: Readonly<Record<string, unknown>>;
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly instanceProfiles?: readonly string[];
}

export class EstateBuilder {
  private readonly clusters: ClusterFacts[] = [];
  private readonly associations: AssociationFacts[] = [];
  private readonly addons: AddonFacts[] = [];
  private readonly roles: RoleFacts[] = [];
  private readonly policies: ManagedPolicyFacts[] = [];
  private readonly providers: OidcProviderFacts[] = [];
  private readonly documents = new Map<string, string>();
  private readonly gaps: Gap[] = [];
  private readonly parts: AnyPart[] = [];
  private organizationFacts: OrganizationFacts | null = null;
  private readonly organizationPolicyFacts: OrganizationPolicyFacts[] = [];
  private readonly rolesReadIn = new Set<string>();

  cluster(name: string, more: Partial<ClusterFacts> = {}): ClusterFacts {
    const accountId = more.accountId ?? ACCOUNT;
    const region = more.region ?? "eu-west-1";
    const cluster: ClusterFacts = {
      arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
      name,
      accountId,
      region,
      status: "ACTIVE",
      version: "1.33",
      platformVersion: "eks.9",
      createdAt: READ_AT,
      endpoint: null,
      certificateAuthority: null,
      oidcIssuer: `https://${issuerOf(name, region)}`,
      roleArn: null,
      authenticationMode: "API",
      autoMode: false,
      autoModeNodeRoleArn: null,
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      connected: false,
      healthIssues: [],
      tags: {},
      ...more,
    };
    this.clusters.push(cluster);
    this.rolesReadIn.add(accountId);
    return cluster;
  }

  agent(cluster: ClusterFacts, status = "ACTIVE"): this {
    this.addons.push({
      clusterArn: cluster.arn,
      name: "eks-pod-identity-agent",
      arn: null,
      status,
      version: "v1.3.8-eksbuild.2",
      serviceAccountRoleArn: null,
      podIdentityAssociations: [],
      namespace: null,
      configurationValues: null,
      healthIssues: [],
      createdAt: READ_AT,
      modifiedAt: READ_AT,
      tags: {},
      described: true,
    });
    return this;
  }

  associate(
    cluster: ClusterFacts,
    workload: `${string}/${string}`,
    roleArn: string,
    more: Partial<AssociationFacts> = {},
  ): this {
    const [namespace, serviceAccount] = workload.split("/") as [string, string];
    const id = `a-${stableHash(cluster.arn, workload).slice(0, 17)}`;
    this.associations.push({
      arn: `arn:aws:eks:${cluster.region}:${cluster.accountId}:podidentityassociation/${cluster.name}/${id}`,
      id,
      clusterArn: cluster.arn,
      namespace,
      serviceAccount,
      roleArn,
      targetRoleArn: null,
      externalId: `${cluster.region}/${cluster.accountId}/${cluster.name}/${namespace}/${serviceAccount}`,
      disableSessionTags: false,
      policy: null,
      ownerArn: null,
      tags: {},
      createdAt: READ_AT,
      modifiedAt: READ_AT,
      described: true,
      ...more,
    });
    return this;
  }

  /** `name` may carry a path ("team/app"); returns the ARN. */
  role(name: string, input: RoleInput, accountId = ACCOUNT): string {
    const arn = `arn:aws:iam::${accountId}:role/${name}`;
    const parsed = parseRoleArn(arn);
    this.rolesReadIn.add(accountId);
    this.roles.push({
      arn,
      roleId: `AROA${stableHash(arn).slice(0, 17).toUpperCase()}`,
      name: parsed?.name ?? name,
      path: parsed?.path ?? "/",
      accountId,
      createdAt: READ_AT,
      trustPolicy: this.document(input.trust),
      inlinePolicies: Object.entries(input.inline ?? {}).map(([policy, document]) => ({
        name: policy,
        document: this.document(document),
      })),
      attachedPolicies: (input.attached ?? []).map((policy) => ({
        name: policy.slice(policy.lastIndexOf("/") + 1),
        arn: policy,
      })),
      permissionsBoundaryArn: input.boundary ?? null,
      tags: input.tags ?? {},
      instanceProfileArns: input.instanceProfiles ?? [],
    });
    return arn;
  }

  policy(arn: string, document: unknown): string {
    this.policies.push({
      arn,
      name: arn.slice(arn.lastIndexOf("/") + 1),
      kind: arn.includes(":iam::aws:") ? "aws" : "customer",
      defaultVersionId: "v1",
      document: this.document(document),
    });
    return arn;
  }

  provider(issuer: string, audiences: readonly string[] = ["sts.amazonaws.com"], accountId = ACCOUNT): string {
    const arn = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
    this.providers.push({ arn, accountId, url: issuer, audiences, createdAt: READ_AT, tags: {} });
    return arn;
  }

  organization(
    facts: OrganizationFacts,
    policies: readonly (Omit<OrganizationPolicyFacts, "document"> & { readonly content: unknown })[] = [],
  ): this {
    this.organizationFacts = facts;
    for (const { content, ...rest } of policies)
      this.organizationPolicyFacts.push({ ...rest, document: this.document(content) });
    return this;
  }

  gap(gap: Partial<Gap> & Pick<Gap, "service" | "operation">): this {
    this.gaps.push({
      accountId: ACCOUNT,
      region: null,
      clusterArn: null,
      error: "AccessDenied",
      message: "",
      resource: null,
      missingPermission: null,
      consequence: "",
      at: READ_AT,
      ...gap,
    });
    return this;
  }

  /** A part of a cluster as a scan saves it; each of `facts` gets the cluster's ARN. */
  part(kind: AnyPart["kind"], cluster: ClusterFacts, facts: readonly object[]): this {
    this.parts.push({
      kind,
      accountId: cluster.accountId,
      region: cluster.region,
      clusterArn: cluster.arn,
      readAt: READ_AT,
      facts: facts.map((item) => ({ clusterArn: cluster.arn, ...item })),
    } as unknown as AnyPart);
    return this;
  }

  /** As if the account's roles had not been read. */
  withoutRolesOf(accountId: string): this {
    this.rolesReadIn.delete(accountId);
    return this;
  }

  build(): SnapshotContent {
    const parts: AnyPart[] = [...this.parts];
    const add = (kind: AnyPart["kind"], accountId: string, facts: unknown, cluster?: ClusterFacts) =>
      parts.push({
        kind,
        accountId,
        region: cluster?.region ?? null,
        clusterArn: cluster?.arn ?? null,
        readAt: READ_AT,
        facts,
      } as AnyPart);
    for (const accountId of this.rolesReadIn) {
      add(
        "roles",
        accountId,
        this.roles.filter((role) => role.accountId === accountId),
      );
      add(
        "managed-policies",
        accountId,
        this.policies.filter(
          (policy) => policy.arn.includes(accountId) || (policy.kind === "aws" && accountId === ACCOUNT),
        ),
      );
      add(
        "oidc-providers",
        accountId,
        this.providers.filter((provider) => provider.accountId === accountId),
      );
    }
    for (const cluster of this.clusters) {
      parts.push({
        kind: "clusters",
        accountId: cluster.accountId,
        region: cluster.region,
        clusterArn: null,
        readAt: READ_AT,
        facts: [cluster],
      });
      add(
        "associations",
        cluster.accountId,
        this.associations.filter((each) => each.clusterArn === cluster.arn),
        cluster,
      );
      add(
        "addons",
        cluster.accountId,
        this.addons.filter((each) => each.clusterArn === cluster.arn),
        cluster,
      );
    }
    if (this.organizationFacts) {
      add("organization", this.organizationFacts.managementAccountId, this.organizationFacts);
      add("organization-policies", this.organizationFacts.managementAccountId, this.organizationPolicyFacts);
    }
    return {
      meta: {
        id: "01K00000000000000000000000",
        startedAt: READ_AT,
        finishedAt: READ_AT,
        status: "complete",
        engineVersion: "test",
        counts: null,
        scope: "test",
      },
      parts,
      gaps: this.gaps,
      documents: this.documents,
    };
  }

  private document(content: unknown): string {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const hash = stableHash(text);
    this.documents.set(hash, text);
    return hash;
  }
}

export function issuerOf(cluster: string, region = "eu-west-1"): string {
  return `oidc.eks.${region}.amazonaws.com/id/${stableHash(cluster).toUpperCase()}`;
}

/** Statement(s) in a document of the current version. */
export function policy(...statements: readonly unknown[]): unknown {
  return { Version: "2012-10-17", Statement: statements };
}

export function podTrust(
  condition?: unknown,
  actions: readonly string[] = ["sts:AssumeRole", "sts:TagSession"],
): unknown {
  return policy({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: actions,
    ...(condition === undefined ? {} : { Condition: condition }),
  });
}

export function irsaTrust(providerArn: string, condition?: unknown, action = "sts:AssumeRoleWithWebIdentity"): unknown {
  return policy({
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: action,
    ...(condition === undefined ? {} : { Condition: condition }),
  });
}
