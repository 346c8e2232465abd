/**
 * A trust policy that lets Pod Identity give a role to exactly the associations that there are. Sources: EKS User Guide,
 * "Grant Pods access to AWS resources based on tags"; EKS Best Practices Guide, "Identity and Access Management".
 */

import { namesEveryone } from "@/lib/domain/identity/irsa-candidates";
import { POD_IDENTITY_SERVICE } from "@/lib/domain/identity/pod-identity-request";
import type { ConditionClause, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { TRUST_CHARACTERS, trustLength } from "./trust";
import { clause, editStatements, trustStatement, withClauses, withoutPrincipal } from "./trust-edits";

export interface PodScope {
  readonly clusterArn: string;
  readonly accountId: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** False = session tags are disabled: only the cluster can tell the association from others. */
  readonly tags: boolean;
}

const CLUSTER = "aws:RequestTag/eks-cluster-arn";
const NAMESPACE = "aws:RequestTag/kubernetes-namespace";
const SERVICE_ACCOUNT = "aws:RequestTag/kubernetes-service-account";
/** Conditions on these are put in place of those that there are. */
const SCOPE_KEYS = [CLUSTER, "aws:RequestTag/eks-cluster-name", NAMESPACE, SERVICE_ACCOUNT];
const ACTIONS = ["sts:AssumeRole", "sts:TagSession"];

/** Allow statements through which Pod Identity may come, by naming it or everyone. */
export function letsPodsIn(statement: Statement): boolean {
  return statement.effect === "Allow" && (namesEveryone(statement) || namesPodIdentity(statement));
}

export function namesPodIdentity({ principal }: Statement): boolean {
  return principal !== null && !principal.negated && principal.entries.some(isPodIdentity);
}

function isPodIdentity({ kind, value }: { readonly kind: string; readonly value: string }): boolean {
  return kind === "Service" && value === POD_IDENTITY_SERVICE;
}

/**
 * `pods` are those that may use the role afterwards; none = Pod Identity is let in no more. As narrow as a trust policy
 * has room for by default: each association, then all in one statement, then namespaces, then clusters. `others`: what
 * statements demand besides, such as an organization; dropped where it is what keeps the pods out.
 */
export function scopeToPods(
  trust: PolicyDocument,
  pods: readonly PodScope[],
  others: "keep-others" | "drop-others" = "keep-others",
): PolicyDocument {
  const tagged = taggedGroups(pods.filter(({ tags }) => tags));
  const rest = untaggedGroup(pods.filter(({ tags }) => !tags));
  const whole = productOf(tagged);
  const steps = [
    tagged,
    [whole],
    [{ ...whole, serviceAccounts: [] }],
    [{ ...whole, namespaces: [], serviceAccounts: [] }],
  ];
  let scoped = trust;
  for (const groups of steps) {
    // Many statements are longer than any quota: they need not be written to know it.
    if (groups.length > MOST_STATEMENTS) continue;
    const conditions = tagged.length === 0 ? [] : groups.map(conditionsOf);
    scoped = scopedTo(trust, [...conditions, ...rest], others === "keep-others");
    if (trustLength(scoped) <= TRUST_CHARACTERS.default) return scoped;
  }
  return scoped;
}

const MOST_STATEMENTS = 10;

function scopedTo(
  trust: PolicyDocument,
  groups: readonly (readonly ConditionClause[])[],
  keep: boolean,
): PolicyDocument {
  const letting = trust.statements.filter(letsPodsIn);
  // Several statements may let pods in, for one action each, or for one group each: one set of statements takes their place.
  const kept = keep ? commonConditions(letting) : [];
  let placed = false;
  const own = groups.map((conditions) => ({
    ...trustStatement("Service", POD_IDENTITY_SERVICE, ACTIONS, withClauses(kept, conditions)),
  }));
  const sid = letting.length === 1 && own.length === 1 ? (letting[0]?.sid ?? null) : null;
  const statements = own.map((each) => ({ ...each, sid }));
  return editStatements(
    trust,
    (statement) => {
      if (!letsPodsIn(statement)) return statement;
      const rest = namesEveryone(statement)
        ? null
        : withoutPrincipal(statement, (kind, value) => isPodIdentity({ kind, value }));
      const first = placed ? [] : statements;
      placed = true;
      return [...first, ...(rest ? [rest] : [])];
    },
    letting.length === 0 ? statements : [],
  );
}

/** What all statements that let pods in demand alike, besides the scope: an organisation, an account. */
function commonConditions(statements: readonly Statement[]): readonly ConditionClause[] {
  const [first, ...others] = statements;
  if (!first) return [];
  const scope = new Set(SCOPE_KEYS.map((key) => key.toLowerCase()));
  const same = (a: ConditionClause, b: ConditionClause) => JSON.stringify(a) === JSON.stringify(b);
  return first.conditions.filter(
    (each) =>
      !scope.has(each.key.toLowerCase()) &&
      others.every(({ conditions }) => conditions.some((other) => same(each, other))),
  );
}

interface Group {
  clusters: readonly string[];
  namespaces: readonly string[];
  serviceAccounts: readonly string[];
}

/** Groups that are whole products of clusters, namespaces and names: a condition on three keys lets in nothing else. */
function taggedGroups(pods: readonly PodScope[]): readonly Group[] {
  let groups: Group[] = pods.map((pod) => ({
    clusters: [pod.clusterArn],
    namespaces: [pod.namespace],
    serviceAccounts: [pod.serviceAccount],
  }));
  groups = joined(groups, ["clusters", "namespaces"], "serviceAccounts");
  groups = joined(groups, ["clusters", "serviceAccounts"], "namespaces");
  return joined(groups, ["namespaces", "serviceAccounts"], "clusters");
}

/** All of them in one: it lets in combinations that there are not, and takes a fraction of the room. */
function productOf(groups: readonly Group[]): Group {
  const all = (key: keyof Group) => [...new Set(groups.flatMap((group) => group[key]))].sort();
  return { clusters: all("clusters"), namespaces: all("namespaces"), serviceAccounts: all("serviceAccounts") };
}

/** An empty list tests nothing. */
function conditionsOf({ clusters, namespaces, serviceAccounts }: Group): readonly ConditionClause[] {
  return [
    clause("StringEquals", CLUSTER, clusters),
    ...(namespaces.length === 0 ? [] : [clause("StringEquals", NAMESPACE, namespaces)]),
    ...(serviceAccounts.length === 0 ? [] : [clause("StringEquals", SERVICE_ACCOUNT, serviceAccounts)]),
  ];
}

function joined(groups: readonly Group[], [a, b]: readonly [keyof Group, keyof Group], over: keyof Group): Group[] {
  if (groups.length < 2) return [...groups];
  const found = new Map<string, { group: Group; values: Set<string> }>();
  for (const group of groups) {
    // No name has a line break in it; one that had would only not be joined.
    const key = `${group[a].join("\n")}\n\n${group[b].join("\n")}`;
    const known = found.get(key);
    if (known) for (const value of group[over]) known.values.add(value);
    else found.set(key, { group, values: new Set(group[over]) });
  }
  if (found.size === groups.length) return [...groups];
  return [...found.values()].map(({ group, values }) => ({ ...group, [over]: [...values].sort() }));
}

function untaggedGroup(pods: readonly PodScope[]): readonly (readonly ConditionClause[])[] {
  if (pods.length === 0) return [];
  const accounts = [...new Set(pods.map(({ accountId }) => accountId))].sort();
  const clusters = [...new Set(pods.map(({ clusterArn }) => clusterArn))].sort();
  return [[clause("StringEquals", "aws:SourceAccount", accounts), clause("ArnEquals", "aws:SourceArn", clusters)]];
}
