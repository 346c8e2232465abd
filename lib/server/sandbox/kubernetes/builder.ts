/** Describes what runs in one cluster, in the words of its teams; builds what the API server lists. */
import { createHash } from "node:crypto";
import type { Cluster } from "../estate/cluster-model";
import type { ClusterObjects, KubernetesObject, ResourceName } from "./model";

type Annotations = Readonly<Record<string, string>>;

export interface PodSpec {
  /** What the webhook put into it; "none": nothing. */
  readonly carries?: "pod-identity" | "none" | { readonly roleArn: string; readonly audience?: string };
  readonly env?: readonly Readonly<Record<string, unknown>>[];
  readonly envFrom?: readonly Readonly<Record<string, unknown>>[];
  readonly annotations?: Annotations;
  readonly hostNetwork?: boolean;
  readonly node?: string;
  readonly os?: string;
  /** Epoch seconds. */
  readonly createdAt?: number;
  /** Containers beside "app", which carry the same. */
  readonly sidecars?: readonly string[];
}

export class ClusterBuilder {
  readonly #lists: Record<ResourceName, Map<string, KubernetesObject>> = {
    serviceaccounts: new Map(),
    pods: new Map(),
    namespaces: new Map(),
    nodes: new Map(),
    daemonsets: new Map(),
    roles: new Map(),
    clusterroles: new Map(),
    rolebindings: new Map(),
    clusterrolebindings: new Map(),
  };
  readonly #configMaps = new Map<string, KubernetesObject>();
  readonly #missing = new Set<string>();

  constructor(
    readonly cluster: Cluster,
    readonly accountId: string,
  ) {
    for (const name of ["default", "kube-system", "kube-public"]) this.namespace(name);
  }

  put(resource: ResourceName, item: KubernetesObject): void {
    const { name, namespace = "" } = item.metadata;
    const uid = uidOf(`${this.cluster.arn}|${resource}|${namespace}/${name}`);
    const creationTimestamp = isoTime(this.cluster.createdAt);
    this.#lists[resource].set(`${namespace}/${name}`, {
      ...item,
      metadata: { uid, creationTimestamp, ...item.metadata },
    });
  }

  namespace(name: string, annotations: Annotations = {}): void {
    if (this.#lists.namespaces.has(`/${name}`) && Object.keys(annotations).length === 0) return;
    this.put("namespaces", { metadata: { name, labels: { "kubernetes.io/metadata.name": name }, annotations } });
    if (!this.#lists.serviceaccounts.has(`${name}/default`)) this.serviceAccount(name, "default");
  }

  serviceAccount(namespace: string, name: string, annotations: Annotations = {}): void {
    if (!this.#lists.namespaces.has(`/${namespace}`)) this.namespace(namespace);
    this.put("serviceaccounts", { metadata: { name, namespace, annotations } });
  }

  /** Neither it nor its pods exist, whatever is associated with it. */
  withoutServiceAccount(namespace: string, name: string): void {
    this.#missing.add(`${namespace}/${name}`);
    this.#lists.serviceaccounts.delete(`${namespace}/${name}`);
    for (const [key, pod] of this.#lists.pods)
      if (
        pod.metadata.namespace === namespace &&
        (pod.spec as { serviceAccountName?: string }).serviceAccountName === name
      )
        this.#lists.pods.delete(key);
  }

  /** "checkout-api-7c9f…" of the service account; created a day after its association unless said. */
  pod(namespace: string, serviceAccount: string, suffix: string, spec: PodSpec = {}): void {
    const uid = uidOf(`${this.cluster.arn}|pod|${namespace}/${serviceAccount}/${suffix}`);
    const name = `${serviceAccount.slice(0, 200)}-${uid.slice(0, 8)}-${suffix}`;
    const carries = spec.carries ?? "none";
    const env = [...(spec.env ?? []), ...environmentOf(carries)];
    const audience =
      carries === "none"
        ? null
        : carries === "pod-identity"
          ? "pods.eks.amazonaws.com"
          : (carries.audience ?? "sts.amazonaws.com");
    const source = { serviceAccountToken: { audience, expirationSeconds: 86_400, path: "token" } };
    this.put("pods", {
      metadata: {
        name,
        namespace,
        uid,
        ...(spec.createdAt === undefined ? {} : { creationTimestamp: isoTime(spec.createdAt) }),
        ...(carries === "pod-identity" ? { labels: { "eks.amazonaws.com/pod-identity": "enabled" } } : {}),
        ...(spec.annotations ? { annotations: spec.annotations } : {}),
      },
      spec: {
        serviceAccountName: serviceAccount,
        nodeName: spec.node ?? this.#someNode(uid),
        ...(spec.hostNetwork ? { hostNetwork: true } : {}),
        ...(spec.os === undefined ? {} : { os: { name: spec.os } }),
        volumes: audience === null ? [] : [{ name: "aws-token", projected: { sources: [source] } }],
        containers: ["app", ...(spec.sidecars ?? [])].map((container) => ({
          name: container,
          image: `registry.shop.example/${namespace}/${container}:1`,
          env,
          envFrom: spec.envFrom ?? [],
        })),
      },
      status: { phase: "Running" },
    });
  }

  /** No pod of the service account but those described from here on. */
  withoutPods(namespace: string, serviceAccount: string): void {
    for (const [key, pod] of this.#lists.pods)
      if (
        pod.metadata.namespace === namespace &&
        (pod.spec as { serviceAccountName?: string }).serviceAccountName === serviceAccount
      )
        this.#lists.pods.delete(key);
  }

  node(name: string, providerID: string, labels: Annotations = {}, operatingSystem = "linux"): void {
    this.put("nodes", {
      metadata: { name, labels: { "kubernetes.io/os": operatingSystem, ...labels } },
      spec: { providerID },
      status: { nodeInfo: { operatingSystem } },
    });
  }

  daemonSet(name: string, image: string, counts: { readonly desired: number; readonly ready: number }): void {
    this.put("daemonsets", {
      metadata: { name, namespace: "kube-system" },
      spec: { template: { spec: { containers: [{ name, image }] } } },
      status: {
        desiredNumberScheduled: counts.desired,
        currentNumberScheduled: counts.desired,
        numberReady: counts.ready,
      },
    });
  }

  get nodeNames(): readonly string[] {
    return [...this.#lists.nodes.values()].map((node) => node.metadata.name);
  }

  configMap(name: string, data: Readonly<Record<string, string>>): void {
    this.#configMaps.set(name, { metadata: { name, namespace: "kube-system" }, data });
  }

  build(access: ClusterObjects["access"]): ClusterObjects {
    const list = (resource: ResourceName) =>
      [...this.#lists[resource].values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return {
      lists: {
        serviceaccounts: list("serviceaccounts"),
        pods: list("pods"),
        namespaces: list("namespaces"),
        nodes: list("nodes"),
        daemonsets: list("daemonsets"),
        roles: list("roles"),
        clusterroles: list("clusterroles"),
        rolebindings: list("rolebindings"),
        clusterrolebindings: list("clusterrolebindings"),
      },
      configMaps: this.#configMaps,
      access,
    };
  }

  #someNode(seed: string): string | undefined {
    const names = this.nodeNames.filter((name) => !name.startsWith("fargate-") && !name.startsWith("win-"));
    return names[Number.parseInt(seed.slice(0, 6), 16) % Math.max(1, names.length)];
  }
}

function environmentOf(carries: NonNullable<PodSpec["carries"]>): readonly Readonly<Record<string, string>>[] {
  if (carries === "none") return [];
  if (carries === "pod-identity")
    return [
      { name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", value: "http://169.254.170.23/v1/credentials" },
      {
        name: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        value: "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
      },
    ];
  return [
    { name: "AWS_ROLE_ARN", value: carries.roleArn },
    { name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token" },
  ];
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function isoTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function uidOf(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
