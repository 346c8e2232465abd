/** What techniques look at: who may do what, whom trusts let in, what roles come to. One for a snapshot. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Profile } from "@/lib/domain/access/profile";
import { parseArn } from "@/lib/domain/aws/arn";
import type { Binding, Mechanism } from "@/lib/domain/identity/binding";
import { ActionSet, type NamedSets, type PolicySets, type SetLayer } from "@/lib/domain/policy/sets";
import { elementCovers, ResourceElement, regionOf, resourcePattern } from "@/lib/domain/policy/sets/resource-element";
import type { ClusterFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { STRENGTHS, type StrengthBook } from "../reach/strength";
import { type Answer, type AskOptions, ask } from "./ask";
import { SomeAsker } from "./ask-some";
import { Gains } from "./held";
import { type KubernetesAccess, kubernetesAccess } from "./kubernetes-access";
import { ServiceTrust } from "./service-trust";

export interface AttachablePolicy {
  readonly arn: string;
  readonly name: string;
  readonly sets: NamedSets;
}

const MOST_BOUNDARIES = 20;
const STARTING = new Set<string>(["all", "create-pods", "create-workloads"]);

function sizeOf({ sets }: AttachablePolicy): number {
  return sets.sets?.allowMay.size ?? 0;
}

export class World {
  readonly book: StrengthBook;
  readonly index: AccessIndex;
  readonly gains: Gains;
  readonly trust: ServiceTrust;
  readonly some: SomeAsker;
  /** Actions without which no technique begins. */
  readonly #powers: ActionSet;
  readonly #ranks = new Map<RoleFacts, number>();
  readonly #byAccount = new Map<string, RoleFacts[]>();
  readonly #within = new Map<string, readonly RoleFacts[]>();
  readonly #policies = new Map<string, readonly AttachablePolicy[]>();
  readonly #boundaries = new Map<string, readonly string[]>();
  readonly #nodeRoles = new Map<string, readonly RoleFacts[]>();
  readonly #ofPods = new Map<string, readonly Profile[]>();
  #nodes: Map<string, ClusterFacts> | null = null;
  #byCluster: Map<string, Binding[]> | null = null;
  #access: ReadonlyMap<string, readonly KubernetesAccess[]> | null = null;

  constructor(book: StrengthBook, powers: readonly string[]) {
    this.book = book;
    this.index = book.index;
    this.gains = new Gains(book);
    this.trust = new ServiceTrust(book.index);
    this.some = new SomeAsker(book.index);
    this.#powers = ActionSet.unionOf(powers.map((action) => this.named(action)));
    for (const role of book.index.estate.roles) {
      const known = this.#byAccount.get(role.accountId);
      if (known) known.push(role);
      else this.#byAccount.set(role.accountId, [role]);
    }
  }

  named(action: string): ActionSet {
    const id = this.index.table.actionId(action);
    return id === null ? ActionSet.EMPTY : ActionSet.of(id);
  }

  may(profile: Profile, action: string): boolean {
    return this.index.permissions(profile).may.intersects(this.named(action));
  }

  /** Could any technique begin with these credentials. */
  hasPower(profile: Profile): boolean {
    return profile.role !== null && this.index.permissions(profile).may.intersects(this.#powers);
  }

  ask(profile: Profile, action: string, resource: string, options?: AskOptions): Answer | null {
    return this.may(profile, action) ? ask(this.index, profile, action, resource, options) : null;
  }

  /** Also where the caller's own policies say nothing of it: another policy may allow it. */
  askAnyway(profile: Profile, action: string, resource: string, options: AskOptions): Answer | null {
    return ask(this.index, profile, action, resource, options);
  }

  /** A policy that allows everything. */
  get everything(): PolicySets {
    return this.book.everything;
  }

  /** Managed policies that can be attached in the account, as sets, strongest first. */
  policiesByStrength(accountId: string): readonly AttachablePolicy[] {
    let found = this.#policies.get(accountId);
    if (!found) {
      const policies: AttachablePolicy[] = [];
      for (const { arn, name, document } of this.index.estate.managedPolicies.values()) {
        const owner = parseArn(arn)?.accountId;
        if (document === null || (owner !== accountId && owner !== "aws")) continue;
        if (this.index.library.document(document) === null) continue;
        policies.push({ arn, name, sets: { name: arn, sets: this.index.library.setsAsWritten(document) } });
      }
      found = policies.sort((a, b) => sizeOf(b) - sizeOf(a) || (a.arn < b.arn ? -1 : 1));
      this.#policies.set(accountId, found);
    }
    return found;
  }

  /** Policies of the account that are somebody's permissions boundary, or named as one by a condition. */
  boundariesOf(accountId: string): readonly string[] {
    let found = this.#boundaries.get(accountId);
    if (!found) {
      const used = new Set<string>();
      for (const { permissionsBoundaryArn } of this.#byAccount.get(accountId) ?? [])
        if (permissionsBoundaryArn !== null) used.add(permissionsBoundaryArn);
      for (const { arn } of this.index.estate.managedPolicies.values())
        if (parseArn(arn)?.accountId === accountId && /bound/i.test(arn)) used.add(arn);
      found = [...used].sort().slice(0, MOST_BOUNDARIES);
      this.#boundaries.set(accountId, found);
    }
    return found;
  }

  boundarySets(arn: string): SetLayer {
    const document = this.index.estate.managedPolicies.get(arn)?.document ?? null;
    if (document === null || this.index.library.document(document) === null) return "unknown";
    return [{ name: arn, sets: this.index.library.setsAsWritten(document) }];
  }

  /** Strongest first; what comes to the same, by name, so that the order is always the same. */
  byStrength(roles: Iterable<RoleFacts>): readonly RoleFacts[] {
    return [...roles].sort((a, b) => this.rank(b) - this.rank(a) || (a.arn < b.arn ? -1 : 1));
  }

  rank(role: RoleFacts): number {
    let rank = this.#ranks.get(role);
    if (rank === undefined) {
      const profile = this.profileOf(role);
      const { level, certainty } = this.book.of(profile);
      const own = STRENGTHS.indexOf(level) * 4 + (certainty === "allowed" ? 1 : 0);
      rank = own + (this.hasPower(profile) ? 2 : 0);
      this.#ranks.set(role, rank);
    }
    return rank;
  }

  /** Would the role's credentials come to more, or lead on. */
  isWorth(from: Profile, role: RoleFacts): boolean {
    const profile = this.profileOf(role);
    if (this.gains.over(from, { kind: "role", profile }) !== null) return true;
    return this.hasPower(profile) || this.index.edges(profile).some(({ to }) => to !== null && to.role !== from.role);
  }

  /** A cluster whose nodes have the role. */
  clusterOfNode(roleArn: string): ClusterFacts | null {
    if (this.#nodes === null) {
      this.#nodes = new Map();
      for (const { mechanism, roleArn: arn, clusterArn } of this.index.bindings) {
        const cluster = mechanism === "node-role" ? this.index.estate.clusterByArn.get(clusterArn ?? "") : undefined;
        if (cluster && !this.#nodes.has(arn)) this.#nodes.set(arn, cluster);
      }
    }
    return this.#nodes.get(roleArn) ?? null;
  }

  /** Roles of the cluster's nodes. */
  nodeRoles(clusterArn: string): readonly RoleFacts[] {
    let found = this.#nodeRoles.get(clusterArn);
    if (!found) {
      const arns = new Set(
        this.#bindingsIn(clusterArn).flatMap(({ mechanism, roleArn }) => (mechanism === "node-role" ? [roleArn] : [])),
      );
      found = this.byStrength([...arns].flatMap((arn) => this.index.estate.roleByArn.get(arn) ?? []));
      this.#nodeRoles.set(clusterArn, found);
    }
    return found;
  }

  /** Instances of the cluster that were read. */
  nodeArns({ arn, region, accountId }: ClusterFacts): readonly string[] {
    const partition = arn.split(":")[1] ?? "aws";
    return (this.index.estate.nodeInstances.get(arn) ?? [])
      .flatMap(({ instanceIds }) => instanceIds)
      .slice(0, 5)
      .map((id) => `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`);
  }

  /** What pods of the cluster have as credentials, one a role, strongest first; the node's role is not among them. */
  rolesOfPods(clusterArn: string, mechanism: Mechanism | null = null): readonly Profile[] {
    const key = `${mechanism ?? ""}|${clusterArn}`;
    let found = this.#ofPods.get(key);
    if (!found) {
      const byRole = new Map<RoleFacts, Profile>();
      for (const binding of this.#bindingsIn(clusterArn)) {
        if (binding.mechanism === "node-role" || (mechanism !== null && binding.mechanism !== mechanism)) continue;
        if (binding.verdict === "denied") continue;
        const profile = this.index.profileOf(binding);
        if (profile?.role && !byRole.has(profile.role)) byRole.set(profile.role, profile);
      }
      found = this.byStrength(byRole.keys()).map((role) => byRole.get(role)!);
      this.#ofPods.set(key, found);
    }
    return found;
  }

  /** Clusters in which the IAM role may start pods as access entries and aws-auth stand, and what says so. */
  kubernetesAccess(roleArn: string): readonly KubernetesAccess[] {
    this.#access ??= kubernetesAccess(this.index.estate);
    return this.#access.get(roleArn) ?? [];
  }

  /** Do these credentials, or the service accounts that have them, start pods in the cluster as it is. */
  startsPods(profile: Profile, clusterArn: string): boolean {
    if (this.kubernetesAccess(profile.roleArn).some(({ cluster }) => cluster.arn === clusterArn)) return true;
    const grants = this.index.estate.rbacGrants.get(clusterArn);
    if (!grants) return false;
    const names = new Set(
      this.index
        .bindingsOf(profile)
        .filter((binding) => binding.clusterArn === clusterArn)
        .map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
    );
    return grants.some(
      ({ subject, via }) =>
        subject.kind === "ServiceAccount" && STARTING.has(via) && names.has(`${subject.namespace}/${subject.name}`),
    );
  }

  #bindingsIn(clusterArn: string): readonly Binding[] {
    if (this.#byCluster === null) {
      this.#byCluster = new Map();
      for (const binding of this.index.bindings) {
        if (binding.clusterArn === null) continue;
        const known = this.#byCluster.get(binding.clusterArn);
        if (known) known.push(binding);
        else this.#byCluster.set(binding.clusterArn, [binding]);
      }
    }
    return this.#byCluster.get(clusterArn) ?? [];
  }

  profileOf(role: RoleFacts): Profile {
    return this.index.book.ofRole(role.arn);
  }

  /** Roles of the caller's own account that grants of the action are about, strongest first. */
  rolesWithin(profile: Profile, action: string): readonly RoleFacts[] {
    const key = `${profile.number}|${action}`;
    let found = this.#within.get(key);
    if (!found) {
      const regions = this.index.engine
        .plainGrants(profile.sets, this.named(action))
        .filter(({ may }) => !may.isEmpty)
        .map(({ region }) => new ResourceElement(region.patterns, region.negated));
      const roles = (this.#byAccount.get(profile.role?.accountId ?? "") ?? []).filter((role) => {
        const target = regionOf([resourcePattern(role.arn, "2008-10-17")]);
        return regions.some((element) => elementCovers(element, target) !== "none");
      });
      found = this.byStrength(roles);
      this.#within.set(key, found);
    }
    return found;
  }
}
