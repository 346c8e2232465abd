/** EKS shapes → facts: as listed (names only), and as described. */
import type {
  AccessEntry,
  Addon,
  Capability,
  CapabilitySummary,
  FargateProfile,
  Nodegroup,
  PodIdentityAssociation,
  PodIdentityAssociationSummary,
} from "@aws-sdk/client-eks";
import type {
  AccessEntryFacts,
  AddonFacts,
  AssociationFacts,
  CapabilityFacts,
  FargateProfileFacts,
  NodegroupFacts,
} from "@/lib/domain/snapshot/facts";
import { isoTime, orNull, present, tagMap } from "../normalise";

type Issues = readonly { readonly code?: string | undefined; readonly message?: string | undefined }[] | undefined;

function healthIssues(issues: Issues) {
  return (issues ?? []).map(({ code, message }) => ({ code: orNull(code), message: orNull(message) }));
}

/** null where the id is missing, without which it cannot be described. */
export function listedAssociation(summary: PodIdentityAssociationSummary, clusterArn: string): AssociationFacts | null {
  const { associationId, associationArn, namespace, serviceAccount, ownerArn } = summary;
  if (associationId === undefined) return null;
  return {
    arn: associationArn ?? `${clusterArn.replace(":cluster/", ":podidentityassociation/")}/${associationId}`,
    id: associationId,
    clusterArn,
    namespace: namespace ?? "",
    serviceAccount: serviceAccount ?? "",
    roleArn: null,
    targetRoleArn: null,
    externalId: null,
    disableSessionTags: null,
    policy: null,
    ownerArn: orNull(ownerArn),
    tags: {},
    createdAt: null,
    modifiedAt: null,
    described: false,
  };
}

export function associationFacts(association: PodIdentityAssociation, listed: AssociationFacts): AssociationFacts {
  return {
    arn: association.associationArn ?? listed.arn,
    id: association.associationId ?? listed.id,
    clusterArn: listed.clusterArn,
    namespace: association.namespace ?? listed.namespace,
    serviceAccount: association.serviceAccount ?? listed.serviceAccount,
    roleArn: orNull(association.roleArn),
    targetRoleArn: orNull(association.targetRoleArn),
    externalId: orNull(association.externalId),
    disableSessionTags: orNull(association.disableSessionTags),
    policy: orNull(association.policy),
    ownerArn: association.ownerArn ?? listed.ownerArn,
    tags: tagMap(association.tags),
    createdAt: isoTime(association.createdAt),
    modifiedAt: isoTime(association.modifiedAt),
    described: true,
  };
}

export function listedAddon(name: string, clusterArn: string): AddonFacts {
  return {
    clusterArn,
    name,
    arn: null,
    status: null,
    version: null,
    serviceAccountRoleArn: null,
    podIdentityAssociations: [],
    namespace: null,
    configurationValues: null,
    healthIssues: [],
    createdAt: null,
    modifiedAt: null,
    tags: {},
    described: false,
  };
}

export function addonFacts(addon: Addon, listed: AddonFacts): AddonFacts {
  return {
    clusterArn: listed.clusterArn,
    name: addon.addonName ?? listed.name,
    arn: orNull(addon.addonArn),
    status: orNull(addon.status),
    version: orNull(addon.addonVersion),
    serviceAccountRoleArn: orNull(addon.serviceAccountRoleArn),
    podIdentityAssociations: present(addon.podIdentityAssociations),
    namespace: orNull(addon.namespaceConfig?.namespace),
    configurationValues: orNull(addon.configurationValues),
    healthIssues: healthIssues(addon.health?.issues),
    createdAt: isoTime(addon.createdAt),
    modifiedAt: isoTime(addon.modifiedAt),
    tags: tagMap(addon.tags),
    described: true,
  };
}

export function listedNodegroup(name: string, clusterArn: string): NodegroupFacts {
  return {
    clusterArn,
    name,
    arn: null,
    status: null,
    nodeRoleArn: null,
    amiType: null,
    launchTemplate: null,
    tags: {},
    described: false,
  };
}

export function nodegroupFacts(group: Nodegroup, listed: NodegroupFacts): NodegroupFacts {
  const { launchTemplate } = group;
  return {
    clusterArn: listed.clusterArn,
    name: group.nodegroupName ?? listed.name,
    arn: orNull(group.nodegroupArn),
    status: orNull(group.status),
    nodeRoleArn: orNull(group.nodeRole),
    amiType: orNull(group.amiType),
    launchTemplate: launchTemplate
      ? { id: orNull(launchTemplate.id), name: orNull(launchTemplate.name), version: orNull(launchTemplate.version) }
      : null,
    tags: tagMap(group.tags),
    described: true,
  };
}

export function listedFargateProfile(name: string, clusterArn: string): FargateProfileFacts {
  return {
    clusterArn,
    name,
    arn: null,
    status: null,
    podExecutionRoleArn: null,
    selectors: [],
    tags: {},
    described: false,
  };
}

export function fargateProfileFacts(profile: FargateProfile, listed: FargateProfileFacts): FargateProfileFacts {
  return {
    clusterArn: listed.clusterArn,
    name: profile.fargateProfileName ?? listed.name,
    arn: orNull(profile.fargateProfileArn),
    status: orNull(profile.status),
    podExecutionRoleArn: orNull(profile.podExecutionRoleArn),
    selectors: (profile.selectors ?? []).map(({ namespace, labels }) => ({
      namespace: orNull(namespace),
      labels: tagMap(labels),
    })),
    tags: tagMap(profile.tags),
    described: true,
  };
}

export function listedAccessEntry(principalArn: string, clusterArn: string): AccessEntryFacts {
  return {
    clusterArn,
    principalArn,
    type: null,
    username: null,
    kubernetesGroups: [],
    accessPolicies: null,
    tags: {},
    described: false,
  };
}

export function accessEntryFacts(entry: AccessEntry, listed: AccessEntryFacts): AccessEntryFacts {
  return {
    clusterArn: listed.clusterArn,
    principalArn: entry.principalArn ?? listed.principalArn,
    type: orNull(entry.type),
    username: orNull(entry.username),
    kubernetesGroups: present(entry.kubernetesGroups),
    accessPolicies: null,
    tags: tagMap(entry.tags),
    described: true,
  };
}

export function listedCapability(summary: CapabilitySummary, clusterArn: string): CapabilityFacts | null {
  const { capabilityName, arn, type, status } = summary;
  if (capabilityName === undefined) return null;
  return {
    clusterArn,
    name: capabilityName,
    arn: orNull(arn),
    type: orNull(type),
    roleArn: null,
    status: orNull(status),
    described: false,
  };
}

export function capabilityFacts(capability: Capability, listed: CapabilityFacts): CapabilityFacts {
  return {
    clusterArn: listed.clusterArn,
    name: capability.capabilityName ?? listed.name,
    arn: orNull(capability.arn),
    type: orNull(capability.type),
    roleArn: orNull(capability.roleArn),
    status: orNull(capability.status),
    described: true,
  };
}
