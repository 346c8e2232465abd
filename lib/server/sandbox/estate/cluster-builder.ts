/** Builds one cluster: associations, add-ons, nodes, access. */
import type { AccountBuilder } from "./account-builder";
import type {
  AccessEntry,
  Addon,
  Association,
  Capability,
  Cluster,
  FargateProfile,
  HealthIssue,
  Nodegroup,
} from "./cluster-model";
import type { Document } from "./documents";
import type { OidcProvider, Role } from "./model";
import { dnsSuffix } from "./regions";
import type { Tags } from "./tags";

export interface ClusterSpec {
  readonly version?: string;
  readonly platformVersion?: string;
  readonly status?: string;
  readonly authenticationMode?: string;
  readonly autoMode?: { readonly nodeRole: Role };
  readonly connector?: { readonly provider: string; readonly roleArn: string };
  readonly publicEndpoint?: boolean;
  readonly roleArn?: string;
  readonly healthIssues?: readonly HealthIssue[];
  readonly tags?: Tags;
  readonly createdDaysAgo?: number;
}

export interface AssociationSpec {
  readonly tags?: Tags;
  readonly target?: string;
  readonly disableSessionTags?: boolean;
  readonly policy?: Document | string;
  readonly owner?: string;
  readonly daysAgo?: number;
  readonly modifiedDaysAgo?: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : T[K] };

export class ClusterBuilder {
  readonly cluster: Mutable<Cluster>;

  constructor(
    readonly account: AccountBuilder,
    readonly region: string,
    name: string,
    spec: ClusterSpec,
  ) {
    const { estate } = account;
    const arn = `arn:${estate.partition}:eks:${region}:${account.id}:cluster/${name}`;
    const status = spec.status ?? "ACTIVE";
    const made = status !== "CREATING" && spec.connector === undefined;
    const id = estate.ids.hex("endpoint", arn, 32).toUpperCase();
    this.cluster = {
      name,
      arn,
      status,
      createdAt:
        spec.createdDaysAgo === undefined ? estate.pastTime(arn, 120, 800) : estate.daysAgo(spec.createdDaysAgo),
      version: spec.connector === undefined ? (spec.version ?? "1.34") : null,
      platformVersion: made ? (spec.platformVersion ?? "eks.9") : null,
      endpoint: made ? `https://${id}.gr7.${region}.eks.${dnsSuffix(estate.partition)}` : null,
      certificateAuthority: made ? Buffer.from(`certificate authority of ${arn}`).toString("base64") : null,
      issuer: made ? `https://oidc.eks.${region}.${dnsSuffix(estate.partition)}/id/${estate.ids.issuer(arn)}` : null,
      roleArn: spec.connector === undefined ? (spec.roleArn ?? account.arn("role/eks-cluster-role")) : null,
      authenticationMode: spec.authenticationMode ?? "API_AND_CONFIG_MAP",
      autoMode:
        spec.autoMode === undefined
          ? null
          : { nodePools: ["general-purpose", "system"], nodeRoleArn: spec.autoMode.nodeRole.arn },
      connector: spec.connector ?? null,
      network: {
        vpcId: `vpc-${estate.ids.hex("vpc", arn, 17)}`,
        subnetIds: ["a", "b", "c"].map((zone) => `subnet-${estate.ids.hex("subnet", arn + zone, 17)}`),
        publicAccess: spec.publicEndpoint ?? false,
        privateAccess: true,
      },
      healthIssues: spec.healthIssues ?? [],
      tags: spec.tags ?? {},
      associations: new Map(),
      addons: new Map(),
      nodegroups: new Map(),
      fargateProfiles: new Map(),
      accessEntries: new Map(),
      capabilities: new Map(),
    };
  }

  get arn(): string {
    return this.cluster.arn;
  }

  get issuer(): string {
    if (this.cluster.issuer === null) throw new Error(`cluster ${this.cluster.name} has no issuer`);
    return this.cluster.issuer;
  }

  /** The IAM provider for this cluster's issuer, in this account or another. */
  oidcProvider(account: AccountBuilder = this.account): OidcProvider {
    return account.oidcProvider(this.issuer, ["sts.amazonaws.com"], {
      "alpha.eksctl.io/cluster-name": this.cluster.name,
    });
  }

  associate(namespace: string, serviceAccount: string, roleArn: string, spec: AssociationSpec = {}): Association {
    const { account, cluster, region } = this;
    const { estate } = account;
    const id = estate.ids.association(`${cluster.arn}|${namespace}|${serviceAccount}`);
    if (cluster.associations.has(id))
      throw new Error(`${namespace}/${serviceAccount} is associated twice in ${cluster.name}`);
    const createdAt = spec.daysAgo === undefined ? estate.pastTime(id, 5, 400) : estate.daysAgo(spec.daysAgo);
    const association: Association = {
      id,
      arn: `arn:${estate.partition}:eks:${region}:${account.id}:podidentityassociation/${cluster.name}/${id}`,
      namespace,
      serviceAccount,
      roleArn,
      tags: spec.tags ?? {},
      createdAt,
      modifiedAt: spec.modifiedDaysAgo === undefined ? createdAt : estate.daysAgo(spec.modifiedDaysAgo),
      ownerArn: spec.owner ?? null,
      disableSessionTags: spec.disableSessionTags ?? false,
      targetRoleArn: spec.target ?? null,
      externalId:
        spec.target === undefined ? null : `${region}/${account.id}/${cluster.name}/${namespace}/${serviceAccount}`,
      policy:
        spec.policy === undefined ? null : typeof spec.policy === "string" ? spec.policy : JSON.stringify(spec.policy),
    };
    cluster.associations.set(id, association);
    return association;
  }

  addon(name: string, version: string, spec: Partial<Omit<Addon, "name" | "arn" | "version">> = {}): Addon {
    const { estate } = this.account;
    const createdAt = estate.pastTime(`${this.arn}/${name}`, 20, 300);
    const addon: Addon = {
      name,
      version,
      arn: this.#below("addon", name),
      status: "ACTIVE",
      createdAt,
      modifiedAt: createdAt,
      serviceAccountRoleArn: null,
      associationArns: [],
      configurationValues: null,
      namespace: null,
      healthIssues: [],
      tags: {},
      ...spec,
    };
    this.cluster.addons.set(name, addon);
    return addon;
  }

  /** An add-on that brings its own association. */
  addonWithIdentity(name: string, version: string, namespace: string, serviceAccount: string, roleArn: string): Addon {
    const owner = this.#below("addon", name);
    const association = this.associate(namespace, serviceAccount, roleArn, { owner });
    return this.addon(name, version, { associationArns: [association.arn] });
  }

  nodegroup(
    name: string,
    nodeRole: Role,
    spec: Partial<Omit<Nodegroup, "name" | "arn" | "nodeRoleArn">> = {},
  ): Nodegroup {
    const nodegroup: Nodegroup = {
      name,
      arn: this.#below("nodegroup", name),
      status: "ACTIVE",
      createdAt: this.account.estate.pastTime(`${this.arn}/${name}`, 10, 200),
      version: this.cluster.version ?? "1.34",
      nodeRoleArn: nodeRole.arn,
      amiType: "AL2023_x86_64_STANDARD",
      capacityType: "ON_DEMAND",
      instanceTypes: ["m7i.xlarge"],
      size: { min: 3, max: 12, desired: 6 },
      launchTemplate: null,
      labels: {},
      tags: {},
      ...spec,
    };
    this.cluster.nodegroups.set(name, nodegroup);
    return nodegroup;
  }

  fargateProfile(
    name: string,
    executionRole: Role,
    ...selectors: { namespace: string; labels?: Tags }[]
  ): FargateProfile {
    const profile: FargateProfile = {
      name,
      arn: this.#below("fargateprofile", name),
      status: "ACTIVE",
      createdAt: this.account.estate.pastTime(`${this.arn}/${name}`, 10, 200),
      podExecutionRoleArn: executionRole.arn,
      selectors: selectors.map((one) => ({ namespace: one.namespace, labels: one.labels ?? {} })),
      tags: {},
    };
    this.cluster.fargateProfiles.set(name, profile);
    return profile;
  }

  accessEntry(
    principalArn: string,
    spec: Partial<Pick<AccessEntry, "type" | "username" | "kubernetesGroups" | "policies" | "tags">> = {},
  ): AccessEntry {
    const { estate, id } = this.account;
    const name = principalArn.slice(principalArn.lastIndexOf("/") + 1);
    const entry: AccessEntry = {
      principalArn,
      arn: `arn:${estate.partition}:eks:${this.region}:${id}:access-entry/${this.cluster.name}/role/${id}/${name}/${estate.ids.uuid(`${this.arn}|${principalArn}`)}`,
      type: "STANDARD",
      username: `arn:${estate.partition}:sts::${id}:assumed-role/${name}/{{SessionName}}`,
      kubernetesGroups: [],
      createdAt: estate.pastTime(`${this.arn}|${principalArn}`, 10, 300),
      tags: {},
      policies: [],
      ...spec,
    };
    this.cluster.accessEntries.set(principalArn, entry);
    return entry;
  }

  capability(name: string, type: "ACK" | "ARGOCD" | "KRO", roleArn: string): Capability {
    const capability: Capability = {
      name,
      arn: this.#below("capability", name),
      type,
      roleArn,
      status: "ACTIVE",
      version: "1.0.0",
      createdAt: this.account.estate.pastTime(`${this.arn}/${name}`, 10, 100),
      tags: {},
    };
    this.cluster.capabilities.set(name, capability);
    return capability;
  }

  #below(type: string, name: string): string {
    const { estate, id } = this.account;
    return `arn:${estate.partition}:eks:${this.region}:${id}:${type}/${this.cluster.name}/${name}/${estate.ids.uuid(`${type}|${this.arn}|${name}`)}`;
  }
}
