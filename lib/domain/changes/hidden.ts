/** What a snapshot could not see: a thing that is missing from it may be there all the same. */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { type Estate, roleState } from "@/lib/domain/snapshot/estate";
import type { Gap } from "@/lib/domain/snapshot/part";

/** Why something cannot be told to be absent, in one sentence; null where its absence is certain. */
export type Hidden = string | null;

/** Answers about one snapshot; each place is looked at once. */
export class Unseen {
  readonly #estate: Estate;
  readonly #clusters = new Map<string, Hidden>();
  readonly #accounts = new Map<string, Hidden>();
  readonly #roles = new Map<string, Hidden>();
  #byResource: ReadonlyMap<string, Gap> | null = null;

  constructor(estate: Estate) {
    this.#estate = estate;
  }

  /** Associations of a cluster. */
  cluster(clusterArn: string): Hidden {
    let known = this.#clusters.get(clusterArn);
    if (known === undefined) {
      known = this.#ofCluster(clusterArn);
      this.#clusters.set(clusterArn, known);
    }
    return known;
  }

  /** Roles and policies of an account. */
  account(accountId: string): Hidden {
    let known = this.#accounts.get(accountId);
    if (known === undefined) {
      known = this.#estate.wasRead("roles", accountId)
        ? null
        : because(this.#estate.gapsOf("iam", accountId)[0] ?? null, `Account ${accountId} was not read.`);
      this.#accounts.set(accountId, known);
    }
    return known;
  }

  role(roleArn: string): Hidden {
    let known = this.#roles.get(roleArn);
    if (known === undefined) {
      const state = roleState(this.#estate, roleArn);
      known =
        state.kind === "unread"
          ? because(state.gap, `Account ${parseRoleArn(roleArn)?.accountId ?? "of the role"} was not read.`)
          : null;
      this.#roles.set(roleArn, known);
    }
    return known;
  }

  managedPolicy(arn: string): Hidden {
    const parsed = parseArn(arn);
    const gap = this.#gapAbout(arn);
    if (gap) return because(gap, "");
    // What AWS manages is read where a role that was read has it.
    return parsed === null || parsed.accountId === "aws" ? null : this.account(parsed.accountId);
  }

  organization(): Hidden {
    if (this.#estate.organizationPolicies !== null) return null;
    const gap = this.#estate.gaps.find(({ service }) => service === "organizations") ?? null;
    return because(gap, "The organization's policies were not read.");
  }

  /** Where a binding comes from: an association in its cluster, a role's trust policy, the cluster's nodes. */
  binding(binding: Binding): Hidden {
    const { mechanism, clusterArn, roleArn, associationArn } = binding;
    if (mechanism === "irsa") return this.role(roleArn) ?? (clusterArn === null ? null : this.#known(clusterArn));
    if (clusterArn === null) return null;
    const gap = associationArn === null ? undefined : this.#gapAbout(associationArn);
    return gap ? because(gap, "") : this.cluster(clusterArn);
  }

  /** A service account: by its bindings, or by the Kubernetes API. */
  workload(clusterArn: string | null, bindings: readonly Binding[]): Hidden {
    for (const binding of bindings) {
      const hidden = this.binding(binding);
      if (hidden !== null) return hidden;
    }
    if (clusterArn === null) return null;
    const cluster = this.#known(clusterArn) ?? (bindings.length > 0 ? this.cluster(clusterArn) : null);
    if (cluster !== null || bindings.length > 0) return cluster;
    return this.#estate.serviceAccounts.has(clusterArn)
      ? null
      : "It has no binding, and the cluster's service accounts were not read.";
  }

  #ofCluster(clusterArn: string): Hidden {
    const known = this.#known(clusterArn);
    if (known !== null || !this.#estate.clusterByArn.has(clusterArn)) return known;
    const { accountId = "", region = null } = parseArn(clusterArn) ?? {};
    const whole = this.#estate
      .gapsOf("eks", accountId, clusterArn)
      .find((gap) => gap.resource === null && /^(List|Describe)PodIdentityAssociation/.test(gap.operation));
    if (whole) return because(whole, "");
    return this.#estate.wasRead("associations", accountId, region, clusterArn)
      ? null
      : "The cluster's associations were not read.";
  }

  #gapAbout(arn: string): Gap | undefined {
    this.#byResource ??= new Map(this.#estate.gaps.flatMap((gap) => (gap.resource ? [[gap.resource, gap]] : [])));
    return this.#byResource.get(arn);
  }

  /** Would the cluster be in the snapshot if it existed. */
  #known(clusterArn: string): Hidden {
    if (this.#estate.clusterByArn.has(clusterArn)) return null;
    const { accountId = "", region = null } = parseArn(clusterArn) ?? {};
    const { wasRead } = this.#estate;
    if (wasRead("clusters", accountId, region)) return null;
    const gaps = this.#estate.gapsOf("eks", accountId).filter((gap) => gap.region === null || gap.region === region);
    return because(gaps[0] ?? null, `Clusters of account ${accountId} in ${region ?? "its region"} were not read.`);
  }
}

function because(gap: Gap | null, otherwise: string): string {
  if (!gap) return otherwise;
  const missing = gap.missingPermission === null ? "" : ` (${gap.missingPermission} is missing)`;
  return `${gap.service}:${gap.operation} failed with ${gap.error}${missing}${gap.resource === null ? "" : ` for ${gap.resource}`}.`;
}
