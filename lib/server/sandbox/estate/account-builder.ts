/** Builds one account of an estate. */
import type { EstateBuilder } from "./builder";
import { ClusterBuilder, type ClusterSpec } from "./cluster-builder";
import type { Cluster } from "./cluster-model";
import type { Instance, LaunchTemplate, RegionCompute } from "./compute-model";
import type { Document } from "./documents";
import type { Account, ManagedPolicy, OidcProvider, RegionStatus, Role, ServiceUse, User } from "./model";
import { ResourceBuilder } from "./resource-builder";
import type { Tags } from "./tags";

export interface RoleSpec {
  /** Text is kept as it is: some documents are not written by tools. */
  readonly trust: Document | string;
  readonly inline?: Readonly<Record<string, Document | string>>;
  /** ARNs, names of this account's policies, or names of AWS's ("service-role/AmazonEBSCSIDriverPolicy"). */
  readonly attach?: readonly string[];
  readonly boundary?: string;
  readonly path?: string;
  readonly tags?: Tags;
  readonly description?: string;
  /** Days before the estate's present; absent: not used in the tracking period. */
  readonly usedDaysAgo?: number;
  readonly usedIn?: string;
  readonly serviceUse?: readonly ServiceUse[];
  readonly maxSessionDuration?: number;
  readonly instanceProfile?: boolean;
}

export class AccountBuilder {
  readonly regions = new Map<string, RegionStatus>();
  readonly clusters = new Map<string, Map<string, Cluster>>();
  readonly users = new Map<string, User>();
  readonly roles = new Map<string, Role>();
  readonly policies = new Map<string, ManagedPolicy>();
  readonly oidcProviders = new Map<string, OidcProvider>();
  readonly compute = new Map<string, { instances: Instance[]; launchTemplates: Map<string, LaunchTemplate> }>();

  readonly resources: ResourceBuilder;

  constructor(
    readonly estate: EstateBuilder,
    readonly id: string,
    readonly name: string,
  ) {
    this.resources = new ResourceBuilder(estate, id);
  }

  arn(resource: string): string {
    return `arn:${this.estate.partition}:iam::${this.id}:${resource}`;
  }

  role(name: string, spec: RoleSpec): Role {
    if (this.roles.has(name)) throw new Error(`role ${name} is described twice in account ${this.id}`);
    const { estate } = this;
    const path = spec.path ?? "/";
    const arn = this.arn(`role${path}${name}`);
    const createdAt = Math.floor(estate.pastTime(arn, 30, 900));
    const profile = {
      name,
      arn: this.arn(`instance-profile${path}${name}`),
      id: estate.ids.unique("AIPA", arn),
      createdAt,
    };
    const role: Role = {
      name,
      path,
      arn,
      id: estate.ids.unique("AROA", arn),
      createdAt,
      trust: text(spec.trust),
      inline: Object.entries(spec.inline ?? {}).map(([inlineName, document]) => ({
        name: inlineName,
        document: text(document),
      })),
      attached: (spec.attach ?? []).map((policy) => this.#attachment(policy)),
      boundaryArn: spec.boundary ?? null,
      tags: spec.tags ?? {},
      description: spec.description ?? null,
      maxSessionDuration: spec.maxSessionDuration ?? 3600,
      lastUsed:
        spec.usedDaysAgo === undefined
          ? null
          : { at: estate.now - Math.round(spec.usedDaysAgo * 86_400), region: spec.usedIn ?? "eu-west-1" },
      instanceProfiles: spec.instanceProfile === true ? [profile] : [],
      serviceUse: spec.serviceUse ?? this.#likelyUse(arn, spec),
    };
    this.roles.set(name, role);
    return role;
  }

  user(name: string, inline: Readonly<Record<string, Document | string>>): User {
    const arn = this.arn(`user/${name}`);
    const user: User = {
      name,
      path: "/",
      arn,
      id: this.estate.ids.unique("AIDA", arn),
      createdAt: Math.floor(this.estate.pastTime(arn, 100, 400)),
      inline: Object.entries(inline).map(([inlineName, document]) => ({ name: inlineName, document: text(document) })),
      attached: [],
      boundaryArn: null,
      tags: {},
    };
    this.users.set(name, user);
    return user;
  }

  /** A customer-managed policy. Earlier versions come first; the last one is the default. */
  policy(name: string, ...versions: (Document | string)[]): ManagedPolicy {
    const arn = this.arn(`policy/${name}`);
    const policy = this.estate.managedPolicy(arn, name, versions.map(text));
    this.policies.set(arn, policy);
    return policy;
  }

  /** The provider of an issuer ("https://oidc.eks…" or without the scheme). */
  oidcProvider(issuer: string, audiences: readonly string[] = ["sts.amazonaws.com"], tags: Tags = {}): OidcProvider {
    const url = issuer.replace(/^https:\/\//, "");
    const arn = this.arn(`oidc-provider/${url}`);
    const provider: OidcProvider = {
      arn,
      url,
      audiences,
      thumbprints: ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
      createdAt: Math.floor(this.estate.pastTime(arn, 100, 700)),
      tags,
    };
    this.oidcProviders.set(arn, provider);
    return provider;
  }

  cluster(region: string, name: string, spec: ClusterSpec = {}): ClusterBuilder {
    const builder = new ClusterBuilder(this, region, name, spec);
    const clusters = this.clusters.get(region) ?? new Map<string, Cluster>();
    clusters.set(name, builder.cluster);
    this.clusters.set(region, clusters);
    return builder;
  }

  computeIn(region: string): { instances: Instance[]; launchTemplates: Map<string, LaunchTemplate> } {
    const known = this.compute.get(region) ?? { instances: [], launchTemplates: new Map<string, LaunchTemplate>() };
    this.compute.set(region, known);
    return known;
  }

  build(): Account {
    const { id, name, regions, clusters, users, roles, policies, oidcProviders } = this;
    const compute: ReadonlyMap<string, RegionCompute> = this.compute;
    const resources = this.resources.build();
    return { id, name, regions, clusters, users, roles, policies, oidcProviders, compute, resources };
  }

  /** Where nothing is said: most services of the inline policies were used when the role was, every third one never. */
  #likelyUse(arn: string, spec: RoleSpec): ServiceUse[] {
    if (spec.usedDaysAgo === undefined) return [];
    const { ids, now } = this.estate;
    const actions = new Map<string, string[]>();
    for (const document of Object.values(spec.inline ?? {})) {
      for (const [, service = "", action = ""] of text(document).matchAll(
        /"([a-z][a-z0-9-]{1,40}):([A-Z][A-Za-z]{2,60})"/g,
      )) {
        actions.set(service, [...(actions.get(service) ?? []), action]);
      }
    }
    const at = now - Math.round(spec.usedDaysAgo * 86_400);
    const used = [...actions].filter(([service]) => ids.number(`${arn}|${service}`, 0, 3) > 0);
    return used.map(([namespace, names]) => ({
      namespace,
      at,
      region: spec.usedIn ?? "eu-west-1",
      actions: names.slice(0, 2),
    }));
  }

  #attachment(policy: string): { name: string; arn: string } {
    if (policy.startsWith("arn:")) return { arn: policy, name: policy.slice(policy.lastIndexOf("/") + 1) };
    const own = this.policies.get(this.arn(`policy/${policy}`));
    if (own !== undefined) return { arn: own.arn, name: own.name };
    const aws = this.estate.awsPolicies.get(this.estate.awsPolicyArn(policy));
    if (aws === undefined) throw new Error(`no policy ${policy} to attach in account ${this.id}`);
    return { arn: aws.arn, name: aws.name };
  }
}

function text(document: Document | string): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
