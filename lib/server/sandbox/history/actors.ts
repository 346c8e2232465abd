/** Who acts in the history: service accounts with a role through an association or a token, and the nodes they run on. */
import type { Association, Cluster } from "../estate/cluster-model";
import type { Account, Estate, Role } from "../estate/model";
import type { ClusterObjects } from "../kubernetes/model";
import type { PlannedCall } from "./apis";
import { onwardRoles, plannedCalls } from "./planned-calls";
import { hash, Seeded } from "./seeded";

export interface ActorPod {
  readonly name: string;
  readonly uid: string;
  readonly node: ActorNode;
}

export interface ActorNode {
  readonly instanceId: string;
  readonly roleArn: string;
  readonly roleId: string;
  readonly privateIp: string;
}

export interface Actor {
  /** Same for the same workload and role: what its choices are drawn from. */
  readonly id: string;
  readonly mechanism: "pod-identity" | "irsa";
  readonly cluster: Cluster;
  readonly account: Account;
  readonly region: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly role: Role;
  readonly association: Association | null;
  /** The association's target; its role is null where its account is not in the estate or the role does not exist. */
  readonly target: { readonly arn: string; readonly role: Role | null; readonly refused: boolean } | null;
  readonly provider: string | null;
  readonly pods: readonly ActorPod[];
  readonly refused: boolean;
  /** Milliseconds; `until` null = still. */
  readonly from: number;
  readonly until: number | null;
  readonly calls: readonly PlannedCall[];
  readonly onward: readonly Role[];
}

export interface ActorSources {
  readonly estate: Estate;
  /** Epoch seconds from which the estate's "last used" counts back. */
  readonly present: number;
  readonly objects?: ((cluster: Cluster, accountId: string) => ClusterObjects | null) | undefined;
}

/** A role that was used this lately is in use still. */
const IN_USE_SECONDS = 5 * 86_400;

export function findActors(sources: ActorSources): readonly Actor[] {
  const { estate } = sources;
  const roles = new Map<string, Role>();
  for (const account of estate.accounts.values()) for (const role of account.roles.values()) roles.set(role.arn, role);
  const actors: Actor[] = [];
  for (const account of estate.accounts.values()) {
    for (const [region, clusters] of account.clusters) {
      for (const cluster of clusters.values()) {
        if (cluster.status !== "ACTIVE" || cluster.connector !== null) continue;
        const place = { sources, account, region, cluster, roles, nodes: nodesOf(account, region, cluster, roles) };
        if (place.nodes.length === 0) continue;
        actors.push(...associated(place), ...annotated(place));
      }
    }
  }
  return actors;
}

interface Place {
  readonly sources: ActorSources;
  readonly account: Account;
  readonly region: string;
  readonly cluster: Cluster;
  readonly roles: ReadonlyMap<string, Role>;
  readonly nodes: readonly ActorNode[];
}

function associated(place: Place): Actor[] {
  const { cluster, roles, sources } = place;
  if (!cluster.addons.has("eks-pod-identity-agent") && cluster.autoMode === null) return [];
  return [...cluster.associations.values()].flatMap((association) => {
    const role = roles.get(association.roleArn);
    if (role === undefined) return [];
    const refused = role.lastUsed === null;
    // What was never used and could be, is not used in the history either.
    if (refused && !letsNobodyIn(role, association)) return [];
    const { targetRoleArn } = association;
    const target = targetRoleArn === null ? null : (roles.get(targetRoleArn) ?? null);
    const foreign =
      targetRoleArn !== null &&
      !sources.estate.reader.accountsWithoutReader.includes(targetRoleArn.split(":")[4] ?? "");
    return [
      actorOf(place, role, {
        mechanism: "pod-identity",
        namespace: association.namespace,
        serviceAccount: association.serviceAccount,
        association,
        target:
          targetRoleArn === null
            ? null
            : { arn: targetRoleArn, role: target, refused: foreign && target?.lastUsed == null },
        provider: null,
        refused,
        since: association.createdAt,
      }),
    ];
  });
}

/** Service accounts with the annotation of IRSA, as the cluster's objects have them. */
function annotated(place: Place): Actor[] {
  const { cluster, roles, sources, account } = place;
  const objects = sources.objects?.(cluster, account.id)?.lists.serviceaccounts ?? [];
  const issuer = cluster.issuer?.replace("https://", "");
  return objects.flatMap(({ metadata }) => {
    const role = roles.get(metadata.annotations?.["eks.amazonaws.com/role-arn"] ?? "");
    if (role === undefined || issuer === undefined) return [];
    const provider = sources.estate.accounts
      .get(role.arn.split(":")[4] ?? "")
      ?.oidcProviders.get(`arn:aws:iam::${role.arn.split(":")[4]}:oidc-provider/${issuer}`);
    return [
      actorOf(place, role, {
        mechanism: "irsa",
        namespace: metadata.namespace ?? "default",
        serviceAccount: metadata.name,
        association: null,
        target: null,
        provider: provider?.arn ?? `arn:aws:iam::${role.arn.split(":")[4]}:oidc-provider/${issuer}`,
        refused: role.lastUsed === null || provider === undefined || !trustsSubject(role, metadata, provider.audiences),
        since: Math.max(cluster.createdAt, role.createdAt),
      }),
    ];
  });
}

type Details = Pick<
  Actor,
  "mechanism" | "namespace" | "serviceAccount" | "association" | "target" | "provider" | "refused"
> & { readonly since: number };

function actorOf(place: Place, role: Role, details: Details): Actor {
  const { sources, account, region, cluster } = place;
  const { estate, present } = sources;
  const { since, ...rest } = details;
  const roleAccount = estate.accounts.get(role.arn.split(":")[4] ?? "") ?? account;
  const acting = details.target?.role ?? role;
  const actingAccount = estate.accounts.get(acting.arn.split(":")[4] ?? "") ?? roleAccount;
  // A chain is as old as its younger end.
  const uses = [role, details.target?.refused === false ? details.target.role : null].flatMap(
    (one) => one?.lastUsed?.at ?? [],
  );
  const last = uses.length === 0 ? null : Math.min(...uses);
  const onward = onwardRoles(estate, roleAccount, role).flatMap((arn) => {
    const found = estate.accounts.get(arn.split(":")[4] ?? "")?.roles.get(arn.slice(arn.lastIndexOf("/") + 1));
    return found === undefined || found.lastUsed === null || arn === details.target?.arn ? [] : [found];
  });
  return {
    ...rest,
    id: `${cluster.arn}|${details.namespace}|${details.serviceAccount}|${role.arn}`,
    account,
    region,
    cluster,
    role,
    pods: podsOf(place, details.namespace, details.serviceAccount),
    // A pod starts a little later than what gives it its role.
    from: Math.max(since, role.createdAt) * 1000 + 600_000,
    until: last === null || present - last < IN_USE_SECONDS ? null : last * 1000,
    calls: plannedCalls(estate, actingAccount, acting),
    onward: details.target === null ? onward : [],
  };
}

function podsOf(place: Place, namespace: string, serviceAccount: string): ActorPod[] {
  const { sources, cluster, account, nodes } = place;
  const objects = sources.objects?.(cluster, account.id)?.lists.pods ?? [];
  const instances = new Map(nodes.map((node) => [node.instanceId, node]));
  const byName = new Map<string, ActorNode>();
  for (const { metadata, spec } of sources.objects?.(cluster, account.id)?.lists.nodes ?? []) {
    const id =
      String((spec as { providerID?: string } | undefined)?.providerID ?? "")
        .split("/")
        .at(-1) ?? "";
    const node = instances.get(id);
    if (node !== undefined) byName.set(metadata.name, node);
  }
  const fallback = (name: string): ActorNode => {
    const node = nodes[hash(name) % nodes.length];
    if (node === undefined) throw new Error("a cluster without nodes has no actors");
    return node;
  };
  const found = objects.flatMap(({ metadata, spec }) => {
    const of = spec as { serviceAccountName?: string; nodeName?: string } | undefined;
    if (metadata.namespace !== namespace || of?.serviceAccountName !== serviceAccount) return [];
    const node = byName.get(of.nodeName ?? "") ?? fallback(metadata.name);
    return [{ name: metadata.name, uid: metadata.uid ?? "", node }];
  });
  if (found.length > 0) return found;
  return [0, 1].map((index) => {
    const random = new Seeded(`${cluster.arn}|${namespace}|${serviceAccount}|pod|${index}`);
    const name = `${serviceAccount.slice(0, 200)}-${random.hex(8)}-${random.hex(5)}`;
    return { name, uid: random.uuid(), node: fallback(name) };
  });
}

function nodesOf(account: Account, region: string, cluster: Cluster, roles: ReadonlyMap<string, Role>): ActorNode[] {
  const byProfile = new Map<string, Role>();
  for (const role of account.roles.values())
    for (const profile of role.instanceProfiles) byProfile.set(profile.arn, role);
  const instances = account.compute.get(region)?.instances ?? [];
  const found = instances.flatMap((instance) => {
    const role = byProfile.get(instance.instanceProfile?.arn ?? "");
    if (instance.tags["eks:cluster-name"] !== cluster.name || role === undefined) return [];
    return [{ instanceId: instance.id, roleArn: role.arn, roleId: role.id, privateIp: instance.privateIp }];
  });
  if (found.length > 0) return found;
  // Estates without instances: as if each node group had one.
  return [...cluster.nodegroups.values()].flatMap((group) => {
    const role = roles.get(group.nodeRoleArn);
    if (role === undefined) return [];
    const random = new Seeded(group.arn);
    const privateIp = `10.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(4, 250)}`;
    return [{ instanceId: `i-${random.hex(17)}`, roleArn: role.arn, roleId: role.id, privateIp }];
  });
}

interface TrustStatement {
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Whether a statement of the trust lets the service account in, as far as subjects and audiences go. */
function trustsSubject(
  role: Role,
  metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  },
  audiences: readonly string[],
): boolean {
  const audience = metadata.annotations?.["eks.amazonaws.com/audience"] ?? "sts.amazonaws.com";
  if (!audiences.includes(audience)) return false;
  const values: Readonly<Record<string, string>> = {
    sub: `system:serviceaccount:${metadata.namespace ?? "default"}:${metadata.name}`,
    aud: audience,
  };
  const { Statement } = JSON.parse(role.trust) as { Statement: TrustStatement | TrustStatement[] };
  return [Statement].flat().some(({ Condition = {} }) =>
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => {
        const value = values[key.slice(key.lastIndexOf(":") + 1)];
        if (value === undefined) return true;
        const like = (pattern: string) =>
          new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(value);
        const found = [wanted].flat().some((one) => (operator.startsWith("StringLike") ? like(one) : one === value));
        return operator.startsWith("StringNot") ? !found : found;
      }),
    ),
  );
}

/** Trusts in which somebody made one of the usual mistakes. */
function letsNobodyIn(role: Role, association: Association): boolean {
  const untagged = association.disableSessionTags === true;
  if (!role.trust.includes("pods.eks.amazonaws.com")) return true;
  if (!untagged && !/sts:(TagSession|\*)|"Action":"\*"/.test(role.trust)) return true;
  return role.trust.includes("podidentityassociation") || (untagged && role.trust.includes("aws:RequestTag/"));
}
