/** Each kind of facts: which lists it takes, and what is kept of their items. */
import type * as Library from "@kubernetes/client-node";
import type { PartFacts } from "@/lib/domain/snapshot/part";
import type { KubernetesKind } from "@/lib/server/usecases/scan/ports";
import { awsAuthFacts } from "./facts/aws-auth";
import { daemonSetFacts } from "./facts/daemon-set";
import { namespaceFacts } from "./facts/namespace";
import { nodeFacts } from "./facts/node";
import { podFacts } from "./facts/pod";
import { type BindingReading, bindingReading, grantsOf, type RoleReading, roleReading } from "./facts/rbac";
import { serviceAccountFacts } from "./facts/service-account";
import type { KubernetesError } from "./kubernetes-error";
import { type ListPage, listAll, PAGE_SIZE } from "./list";

export interface Reading {
  readonly library: typeof Library;
  readonly clusterArn: string;
  /** Of the client's APIs, whose requests then carry the operation's name. */
  configuration(operation: string): Library.Configuration;
  /** Throws KubernetesError and nothing else. */
  attempt<T>(operation: string, run: () => Promise<T>): Promise<T>;
}

type PageRequest = { readonly limit: number; readonly _continue?: string };
type Readers = { readonly [K in KubernetesKind]: (reading: Reading) => Promise<PartFacts[K]> };

function all<A, T, F>(
  reading: Reading,
  operation: string,
  api: new (configuration: Library.Configuration) => A,
  page: (api: A, request: PageRequest) => Promise<ListPage<T>>,
  normalise: (item: T) => F | null,
): Promise<F[]> {
  const client = new api(reading.configuration(operation));
  const fetchPage = (token: string | undefined) =>
    page(client, { limit: PAGE_SIZE, ...(token === undefined ? {} : { _continue: token }) });
  return reading.attempt(operation, () => listAll(operation, fetchPage, normalise));
}

/** Pods that have ended carry nothing any more. */
const STILL_THERE = "status.phase!=Succeeded,status.phase!=Failed";

export const readers: Readers = {
  "service-accounts": (reading) =>
    all(
      reading,
      "list serviceaccounts",
      reading.library.CoreV1Api,
      (api, request) => api.listServiceAccountForAllNamespaces(request),
      (item) => serviceAccountFacts(reading.clusterArn, item),
    ),
  namespaces: (reading) =>
    all(
      reading,
      "list namespaces",
      reading.library.CoreV1Api,
      (api, request) => api.listNamespace(request),
      (item) => namespaceFacts(reading.clusterArn, item),
    ),
  pods: (reading) =>
    all(
      reading,
      "list pods",
      reading.library.CoreV1Api,
      (api, request) => api.listPodForAllNamespaces({ ...request, fieldSelector: STILL_THERE }),
      (item) => podFacts(reading.clusterArn, item),
    ),
  nodes: (reading) =>
    all(
      reading,
      "list nodes",
      reading.library.CoreV1Api,
      (api, request) => api.listNode(request),
      (item) => nodeFacts(reading.clusterArn, item),
    ),
  "daemon-sets": (reading) =>
    all(
      reading,
      "list daemonsets",
      reading.library.AppsV1Api,
      (api, request) => api.listDaemonSetForAllNamespaces(request),
      (item) => daemonSetFacts(reading.clusterArn, item),
    ),
  "rbac-grants": readGrants,
  "aws-auth": readAwsAuth,
};

async function readGrants(reading: Reading): Promise<PartFacts["rbac-grants"]> {
  const api = reading.library.RbacAuthorizationV1Api;
  const roles: RoleReading[] = [
    ...(await all(reading, "list clusterroles", api, (rbac, request) => rbac.listClusterRole(request), roleReading)),
    ...(await all(reading, "list roles", api, (rbac, request) => rbac.listRoleForAllNamespaces(request), roleReading)),
  ];
  const bindings: BindingReading[] = [
    ...(await all(
      reading,
      "list clusterrolebindings",
      api,
      (rbac, request) => rbac.listClusterRoleBinding(request),
      bindingReading,
    )),
    ...(await all(
      reading,
      "list rolebindings",
      api,
      (rbac, request) => rbac.listRoleBindingForAllNamespaces(request),
      bindingReading,
    )),
  ];
  return grantsOf(reading.clusterArn, roles, bindings);
}

/** Clusters on access entries alone have no such ConfigMap. */
async function readAwsAuth(reading: Reading): Promise<PartFacts["aws-auth"]> {
  const operation = "get configmaps/aws-auth";
  const api = new reading.library.CoreV1Api(reading.configuration(operation));
  try {
    const map = await reading.attempt(operation, () =>
      api.readNamespacedConfigMap({ name: "aws-auth", namespace: "kube-system" }),
    );
    return awsAuthFacts(reading.clusterArn, map);
  } catch (error) {
    if ((error as Partial<KubernetesError>).kind === "not-found") return [];
    throw error;
  }
}
