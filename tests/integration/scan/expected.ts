/** What a scan must find in an estate, derived from the estate alone and not from what a scan makes of it. */
import { createHash } from "node:crypto";
import type { Estate } from "@/lib/server/sandbox";

type Account = Estate["accounts"] extends ReadonlyMap<string, infer A> ? A : never;
type Cluster = Account["clusters"] extends ReadonlyMap<string, ReadonlyMap<string, infer C>> ? C : never;

export const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const time = (epochSeconds: number) => new Date(epochSeconds * 1000).toISOString();
/** IAM's XML has whole seconds where the estate has whole seconds. */
const tags = (source: Readonly<Record<string, string>>) => ({ ...source });

/** Accounts that the sandbox's own configuration reads. */
export function accountsInScope(estate: Estate): Account[] {
  return [...estate.accounts.values()].filter((account) => !estate.reader.accountsWithoutReader.includes(account.id));
}

export function clustersInScope(estate: Estate): { account: Account; region: string; cluster: Cluster }[] {
  return accountsInScope(estate).flatMap((account) =>
    [...account.clusters].flatMap(([region, clusters]) =>
      account.regions.get(region)?.startsWith("ENABLED")
        ? [...clusters.values()].map((cluster) => ({ account, region, cluster }))
        : [],
    ),
  );
}

export function expectedClusters(estate: Estate) {
  return clustersInScope(estate).map(({ account, region, cluster }) => {
    const control = cluster.connector === null;
    return {
      arn: cluster.arn,
      name: cluster.name,
      accountId: account.id,
      region,
      status: cluster.status,
      version: control ? cluster.version : null,
      platformVersion: control ? cluster.platformVersion : null,
      createdAt: time(cluster.createdAt),
      endpoint: control ? cluster.endpoint : null,
      certificateAuthority: control ? cluster.certificateAuthority : null,
      oidcIssuer: control ? cluster.issuer : null,
      roleArn: control ? cluster.roleArn : null,
      authenticationMode: control ? cluster.authenticationMode : null,
      autoMode: cluster.autoMode !== null,
      autoModeNodeRoleArn: cluster.autoMode?.nodeRoleArn ?? null,
      endpointPublicAccess: control ? cluster.network.publicAccess : null,
      endpointPrivateAccess: control ? cluster.network.privateAccess : null,
      connected: !control,
      healthIssues: cluster.healthIssues.map(({ code, message }) => ({ code, message })),
      tags: tags(cluster.tags),
    };
  });
}

function ofClusters<T>(estate: Estate, pick: (cluster: Cluster) => T[]): T[] {
  return clustersInScope(estate).flatMap(({ cluster }) => (cluster.connector === null ? pick(cluster) : []));
}

export function expectedAssociations(estate: Estate) {
  return ofClusters(estate, (cluster) =>
    [...cluster.associations.values()].map((one) => ({
      arn: one.arn,
      id: one.id,
      clusterArn: cluster.arn,
      namespace: one.namespace,
      serviceAccount: one.serviceAccount,
      roleArn: one.roleArn,
      targetRoleArn: one.targetRoleArn,
      externalId: one.externalId,
      disableSessionTags: one.disableSessionTags,
      policy: one.policy,
      ownerArn: one.ownerArn,
      tags: tags(one.tags),
      createdAt: time(one.createdAt),
      modifiedAt: time(one.modifiedAt),
      described: true,
    })),
  );
}

export function expectedAddons(estate: Estate) {
  return ofClusters(estate, (cluster) =>
    [...cluster.addons.values()].map((one) => ({
      clusterArn: cluster.arn,
      name: one.name,
      arn: one.arn,
      status: one.status,
      version: one.version,
      serviceAccountRoleArn: one.serviceAccountRoleArn,
      podIdentityAssociations: [...one.associationArns],
      namespace: one.namespace,
      configurationValues: one.configurationValues,
      healthIssues: one.healthIssues.map(({ code, message }) => ({ code, message })),
      createdAt: time(one.createdAt),
      modifiedAt: time(one.modifiedAt),
      tags: tags(one.tags),
      described: true,
    })),
  );
}

export function expectedNodegroups(estate: Estate) {
  return ofClusters(estate, (cluster) =>
    [...cluster.nodegroups.values()].map((one) => ({
      clusterArn: cluster.arn,
      name: one.name,
      arn: one.arn,
      status: one.status,
      nodeRoleArn: one.nodeRoleArn,
      amiType: one.amiType,
      launchTemplate: one.launchTemplate === null ? null : { ...one.launchTemplate },
      tags: tags(one.tags),
      described: true,
    })),
  );
}

export function expectedFargateProfiles(estate: Estate) {
  return ofClusters(estate, (cluster) =>
    [...cluster.fargateProfiles.values()].map((one) => ({
      clusterArn: cluster.arn,
      name: one.name,
      arn: one.arn,
      status: one.status,
      podExecutionRoleArn: one.podExecutionRoleArn,
      selectors: one.selectors.map(({ namespace, labels }) => ({ namespace, labels: tags(labels) })),
      tags: tags(one.tags),
      described: true,
    })),
  );
}

export function expectedAccessEntries(estate: Estate) {
  return ofClusters(estate, (cluster) =>
    [...cluster.accessEntries.values()].map((one) => ({
      clusterArn: cluster.arn,
      principalArn: one.principalArn,
      type: one.type,
      username: one.username,
      kubernetesGroups: [...one.kubernetesGroups],
      accessPolicies: one.policies.map(({ policyArn, scope, namespaces }) => ({
        policyArn,
        scopeType: scope,
        namespaces: [...namespaces],
      })),
      tags: tags(one.tags),
      described: true,
    })),
  );
}

export function expectedCapabilities(estate: Estate) {
  return ofClusters(estate, (cluster) =>
    [...cluster.capabilities.values()].map(({ name, arn, type, roleArn, status }) => ({
      clusterArn: cluster.arn,
      name,
      arn,
      type,
      roleArn,
      status,
      described: true,
    })),
  );
}

export function expectedRoles(estate: Estate) {
  return accountsInScope(estate).flatMap((account) =>
    [...account.roles.values()].map((role) => ({
      arn: role.arn,
      roleId: role.id,
      name: role.name,
      path: role.path,
      accountId: account.id,
      createdAt: time(role.createdAt),
      trustPolicy: hash(role.trust),
      inlinePolicies: role.inline.map(({ name, document }) => ({ name, document: hash(document) })),
      attachedPolicies: role.attached.map(({ name, arn }) => ({ name, arn })),
      permissionsBoundaryArn: role.boundaryArn,
      tags: tags(role.tags),
      instanceProfileArns: role.instanceProfiles.map(({ arn }) => arn),
    })),
  );
}

export function expectedUsage(estate: Estate) {
  return accountsInScope(estate).flatMap((account) =>
    [...account.roles.values()].map((role) => ({
      arn: role.arn,
      lastUsedAt: role.lastUsed === null ? null : time(role.lastUsed.at),
      lastUsedRegion: role.lastUsed?.region ?? null,
    })),
  );
}

/** Customer-managed policies, and those of AWS that roles in scope have or are bounded by. */
export function expectedPolicies(estate: Estate) {
  const needed = new Set<string>();
  for (const account of accountsInScope(estate)) {
    for (const role of account.roles.values()) {
      for (const { arn } of role.attached) needed.add(arn);
      if (role.boundaryArn !== null) needed.add(role.boundaryArn);
    }
  }
  const facts =
    (kind: "customer" | "aws") =>
    (policy: typeof estate.awsPolicies extends ReadonlyMap<string, infer P> ? P : never) => ({
      arn: policy.arn,
      name: policy.name,
      kind,
      defaultVersionId: policy.defaultVersionId,
      document: hash(policy.versions.find(({ id }) => id === policy.defaultVersionId)?.document ?? ""),
    });
  return [
    ...accountsInScope(estate).flatMap((account) => [...account.policies.values()].map(facts("customer"))),
    ...[...estate.awsPolicies.values()].filter(({ arn }) => needed.has(arn)).map(facts("aws")),
  ];
}

export function expectedProviders(estate: Estate) {
  return accountsInScope(estate).flatMap((account) =>
    [...account.oidcProviders.values()].map((provider) => ({
      arn: provider.arn,
      accountId: account.id,
      url: provider.url,
      audiences: [...provider.audiences],
      createdAt: time(provider.createdAt),
      tags: tags(provider.tags),
    })),
  );
}

export function expectedOrganizationPolicies(estate: Estate) {
  return [...(estate.organization?.policies.values() ?? [])].map((policy) => ({
    id: policy.id,
    arn: policy.arn,
    name: policy.name,
    type: policy.type === "SERVICE_CONTROL_POLICY" ? "SCP" : "RCP",
    awsManaged: policy.awsManaged,
    targets: [...policy.targets].sort(),
    document: hash(policy.document),
  }));
}

/** Every document that is referred to, by hash. */
export function expectedDocuments(estate: Estate): Map<string, string> {
  const texts: string[] = [];
  for (const account of accountsInScope(estate)) {
    for (const role of account.roles.values()) texts.push(role.trust, ...role.inline.map(({ document }) => document));
  }
  const documents = new Map(texts.map((text) => [hash(text), text]));
  for (const account of accountsInScope(estate)) {
    for (const { versions, defaultVersionId } of account.policies.values()) {
      for (const { id, document } of versions) if (id === defaultVersionId) documents.set(hash(document), document);
    }
  }
  return documents;
}
