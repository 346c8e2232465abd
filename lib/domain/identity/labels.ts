/**
 * Owner and environment, read where the configuration says (`labels` in podlens.yaml): the first source that is there.
 *
 *     tag:KEY                of the association or, without one there, of its role; of a cluster or role its own
 *     role-tag:KEY           of the role whose credentials the workload gets
 *     cluster-tag:KEY        of the cluster
 *     annotation:KEY         of the service account; label:KEY likewise, where its labels were read
 *     namespace-annotation:KEY, namespace-label:KEY
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { Tags } from "@/lib/domain/snapshot/facts";
import type { NamespaceFacts, ServiceAccountFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { associationOf } from "./association-of";
import type { Binding } from "./binding";

export interface LabelRules {
  readonly owner: readonly string[];
  readonly environment: readonly string[];
}

export interface Label {
  readonly value: string;
  /** The rule that gave it: "cluster-tag:env". */
  readonly source: string;
}

export interface Labels {
  readonly owner: Label | null;
  readonly environment: Label | null;
}

/** What may carry a label; a place that was not read, or does not exist, is left out. In the order of looking. */
type Places = Readonly<
  Record<
    "tag" | "role-tag" | "cluster-tag" | "annotation" | "namespace-annotation" | "label" | "namespace-label",
    readonly Tags[]
  >
>;

const NOWHERE: Places = {
  tag: [],
  "role-tag": [],
  "cluster-tag": [],
  annotation: [],
  "namespace-annotation": [],
  label: [],
  "namespace-label": [],
};

const UNLABELLED: Labels = { owner: null, environment: null };

export function clusterLabels(rules: LabelRules, cluster: { readonly tags: Tags }): Labels {
  return labelsFrom(rules, { ...NOWHERE, tag: [cluster.tags], "cluster-tag": [cluster.tags] });
}

export function roleLabels(rules: LabelRules, role: { readonly tags: Tags }): Labels {
  return labelsFrom(rules, { ...NOWHERE, tag: [role.tags], "role-tag": [role.tags] });
}

/** Labels of the service account that the bindings are of; of a node's role, those of the role and the cluster. */
export function workloadLabels(estate: Estate, rules: LabelRules, bindings: readonly Binding[]): Labels {
  const [first] = bindings;
  if (!first || (rules.owner.length === 0 && rules.environment.length === 0)) return UNLABELLED;
  const { clusterArn, namespace, serviceAccount } = first;
  const associations = bindings.flatMap((binding) => present(associationOf(estate, binding.associationArn)?.tags));
  // The role whose credentials the pod ends up with, then the one on the way to it.
  const arns = new Set(bindings.flatMap((binding) => [binding.credentialRoleArn, binding.roleArn]));
  const roles = [...arns].flatMap((arn) => present(estate.roleByArn.get(arn)?.tags));
  const { account, space } = kubernetesPlaces(estate, clusterArn, namespace, serviceAccount);
  return labelsFrom(rules, {
    tag: [...associations, ...roles],
    "role-tag": roles,
    "cluster-tag": present(estate.clusterByArn.get(clusterArn ?? "")?.tags),
    annotation: present(account?.annotations),
    "namespace-annotation": present(space?.annotations),
    label: [],
    "namespace-label": present(space?.labels),
  });
}

function labelsFrom(rules: LabelRules, places: Places): Labels {
  return { owner: firstOf(rules.owner, places), environment: firstOf(rules.environment, places) };
}

function firstOf(sources: readonly string[], places: Places): Label | null {
  for (const source of sources) {
    const colon = source.indexOf(":");
    const [kind, key] = [source.slice(0, colon), source.slice(colon + 1)];
    for (const tags of Object.hasOwn(places, kind) ? places[kind as keyof Places] : []) {
      const value = Object.hasOwn(tags, key) ? tags[key]?.trim() : undefined;
      if (value) return { value, source };
    }
  }
  return null;
}

function present(item: Tags | undefined): readonly Tags[] {
  return item === undefined ? [] : [item];
}

interface KubernetesIndex {
  readonly accounts: ReadonlyMap<string, ServiceAccountFacts>;
  readonly spaces: ReadonlyMap<string, NamespaceFacts>;
}

const indexes = new WeakMap<Estate, KubernetesIndex>();

function kubernetesPlaces(estate: Estate, clusterArn: string | null, namespace: string | null, name: string | null) {
  let index = indexes.get(estate);
  if (!index) {
    const accounts = [...estate.serviceAccounts.values()].flat();
    const spaces = [...estate.namespaces.values()].flat();
    index = {
      accounts: new Map(accounts.map((each) => [`${each.clusterArn}|${each.namespace}|${each.name}`, each])),
      spaces: new Map(spaces.map((each) => [`${each.clusterArn}|${each.name}`, each])),
    };
    indexes.set(estate, index);
  }
  return {
    account: index.accounts.get(`${clusterArn}|${namespace}|${name}`),
    space: index.spaces.get(`${clusterArn}|${namespace}`),
  };
}
