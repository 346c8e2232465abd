/** Does to a sandbox's estate what the commands of a remedy would do to AWS and Kubernetes. */
import type { Finding } from "@/lib/domain/findings/finding";
import { type Command, commandsOf } from "@/lib/domain/findings/testing/commands";
import type { Association, Cluster } from "@/lib/server/sandbox/estate/cluster-model";
import type { Account, Estate, Role } from "@/lib/server/sandbox/estate/model";
import type { ClusterObjects, KubernetesObject } from "@/lib/server/sandbox/kubernetes/model";

type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

export interface Pasting {
  readonly estate: Estate;
  readonly objects: ReadonlyMap<string, ClusterObjects>;
}

/** Names of what the commands change, account by account; null where one of them is not known here. */
export function touchedBy(finding: Finding): ReadonlySet<string> | null {
  const commands = commandsIn(finding);
  if (commands.length === 0 || commands.some(({ name }) => !KNOWN.has(name))) return null;
  const roles = finding.subjects.filter(({ kind }) => kind === "role").map((each) => `${each.accountId} ${each.name}`);
  const things = commands
    .filter(({ name }) => name !== "aws eks update-kubeconfig")
    .map(({ account, options, operands, name }) => {
      const thing =
        options.get("role-name") ??
        options.get("association-id") ??
        options.get("open-id-connect-provider-arn") ??
        options.get("url") ??
        options.get("instance-id") ??
        (name.startsWith("kubectl") ? `${options.get("namespace")}/${operands[0]}` : (options.get("name") ?? name));
      return `${account} ${thing}`;
    });
  return new Set([...roles, ...things]);
}

export function paste(to: Pasting, finding: Finding): void {
  let context: Cluster | null = null;
  for (const command of commandsIn(finding)) {
    const account = to.estate.accounts.get(command.account);
    if (!account) throw new Error(`no account ${command.account}`);
    if (command.name === "aws eks update-kubeconfig")
      context = clusterOf(account, optionOf(command, "region"), optionOf(command, "name"));
    else if (command.name.startsWith("kubectl")) inKubernetes(to, context, command);
    else inAws(account, command);
  }
}

const KNOWN = new Set([
  "aws iam update-assume-role-policy",
  "aws iam put-role-policy",
  "aws iam create-role",
  "aws iam delete-role",
  "aws iam create-open-id-connect-provider",
  "aws iam add-client-id-to-open-id-connect-provider",
  "aws iam delete-open-id-connect-provider",
  "aws eks update-pod-identity-association",
  "aws eks delete-pod-identity-association",
  "aws eks create-pod-identity-association",
  "aws eks update-cluster-version",
  "aws eks update-kubeconfig",
  "aws ec2 modify-instance-metadata-options",
  "aws ec2 create-launch-template-version",
  "kubectl annotate serviceaccount",
  "kubectl delete pod",
  "kubectl apply",
]);

type Placed = Command & { readonly account: string };

/** The account stands in the comment above the commands; else it is that of what the finding is about. */
function commandsIn(finding: Finding): readonly Placed[] {
  return finding.remediation.flatMap((remedy) => {
    const account = /^# Account (\d{12})\./m.exec(remedy.text)?.[1] ?? finding.subjects[0]?.accountId ?? "";
    return commandsOf({ remediation: [remedy] }).map((command) => ({ ...command, account }));
  });
}

function optionOf({ name, options }: Command, key: string): string {
  const value = options.get(key);
  if (value === undefined) throw new Error(`${name} without --${key}`);
  return value;
}

function clusterOf(account: Account, region: string, name: string): Cluster {
  const cluster = account.clusters.get(region)?.get(name);
  if (!cluster) throw new Error(`no cluster ${name} in ${region} of ${account.id}`);
  return cluster;
}

function inAws(account: Account, command: Command): void {
  const value = (key: string) => optionOf(command, key);
  const role = () => {
    const found = account.roles.get(value("role-name"));
    if (!found) throw new Error(`no role ${value("role-name")} in ${account.id}`);
    return found as Writable<Role>;
  };
  const cluster = () => clusterOf(account, value("region"), command.options.get("cluster-name") ?? value("name"));
  const associations = () => cluster().associations as Map<string, Association>;
  switch (command.name) {
    case "aws iam update-assume-role-policy":
      JSON.parse(value("policy-document"));
      role().trust = value("policy-document");
      return;
    case "aws iam put-role-policy":
      role().inline = [...role().inline, { name: value("policy-name"), document: value("policy-document") }];
      return;
    case "aws iam create-role": {
      const [any] = account.roles.values();
      const name = value("role-name");
      const arn = `arn:aws:iam::${account.id}:role${value("path")}${name}`;
      const made = { ...any, name, arn, path: value("path"), trust: value("assume-role-policy-document") };
      const none = { inline: [], attached: [], tags: {}, instanceProfiles: [], boundaryArn: null, lastUsed: null };
      (account.roles as Map<string, Role>).set(name, {
        ...made,
        ...none,
        id: `AROA${arn.length}MADE`,
      } as unknown as Role);
      return;
    }
    case "aws iam delete-role":
      (account.roles as Map<string, Role>).delete(role().name);
      return;
    case "aws iam create-open-id-connect-provider": {
      const url = value("url").replace("https://", "");
      const arn = `arn:aws:iam::${account.id}:oidc-provider/${url}`;
      const rest = { url, audiences: [value("client-id-list")], thumbprints: [], createdAt: 0, tags: {} };
      (account.oidcProviders as Map<string, unknown>).set(arn, { arn, ...rest });
      return;
    }
    case "aws iam add-client-id-to-open-id-connect-provider": {
      const provider = account.oidcProviders.get(value("open-id-connect-provider-arn"));
      if (!provider) throw new Error("no such provider");
      (provider.audiences as string[]).push(value("client-id"));
      return;
    }
    case "aws iam delete-open-id-connect-provider":
      (account.oidcProviders as Map<string, unknown>).delete(value("open-id-connect-provider-arn"));
      return;
    case "aws eks update-pod-identity-association":
      changeAssociation(associations(), value("association-id"), command);
      return;
    case "aws eks delete-pod-identity-association":
      if (!associations().delete(value("association-id"))) throw new Error("no such association");
      return;
    case "aws eks create-pod-identity-association": {
      const id = `a-${value("service-account")}`.padEnd(19, "0").slice(0, 19);
      const like = [...associations().values()][0];
      if (!like) throw new Error("no association to take after");
      const own = {
        namespace: value("namespace"),
        serviceAccount: value("service-account"),
        roleArn: value("role-arn"),
      };
      const arn = `${like.arn.slice(0, like.arn.lastIndexOf("/"))}/${id}`;
      associations().set(id, {
        ...like,
        id,
        arn,
        ...own,
        targetRoleArn: null,
        policy: null,
        disableSessionTags: false,
      });
      return;
    }
    case "aws eks update-cluster-version":
      Object.assign(cluster(), { version: value("kubernetes-version"), platformVersion: "eks.9" });
      return;
    case "aws ec2 modify-instance-metadata-options": {
      const instance = account.compute.get(value("region"))?.instances.find(({ id }) => id === value("instance-id"));
      if (!instance) throw new Error("no such instance");
      const options = { httpTokens: value("http-tokens"), hopLimit: Number(value("http-put-response-hop-limit")) };
      Object.assign(instance.metadata, options);
      return;
    }
    case "aws ec2 create-launch-template-version": {
      const data = JSON.parse(value("launch-template-data"));
      expectTemplate(account, value("region"), value("launch-template-id"), data.MetadataOptions);
      return;
    }
    default:
      throw new Error(`nobody here knows ${command.name}`);
  }
}

function changeAssociation(associations: Map<string, Association>, id: string, { options }: Command): void {
  const known = associations.get(id);
  if (!known) throw new Error(`no association ${id}`);
  const target = options.get("target-role-arn");
  associations.set(id, {
    ...known,
    roleArn: options.get("role-arn") ?? known.roleArn,
    ...(target === undefined ? {} : { targetRoleArn: target || null }),
    ...(options.has("no-disable-session-tags") ? { disableSessionTags: false } : {}),
  });
}

/** A new version, which the node groups are then updated to. */
function expectTemplate(account: Account, region: string, id: string, options: Record<string, unknown>): void {
  const template = account.compute.get(region)?.launchTemplates.get(id);
  if (!template) throw new Error(`no launch template ${id}`);
  const number = template.versions.length + 1;
  const metadata = {
    httpEndpoint: options.HttpEndpoint,
    httpTokens: options.HttpTokens,
    hopLimit: options.HttpPutResponseHopLimit,
  };
  (template.versions as unknown[]).push({ number, createdAt: 0, instanceProfileArn: null, metadata });
  for (const cluster of account.clusters.get(region)?.values() ?? [])
    for (const group of cluster.nodegroups.values())
      if (group.launchTemplate?.id === id) Object.assign(group.launchTemplate, { version: String(number) });
}

function inKubernetes({ objects }: Pasting, cluster: Cluster | null, { name, options, operands }: Command): void {
  if (name === "kubectl apply") return;
  const lists = objects.get(cluster?.arn ?? "")?.lists;
  if (!lists) throw new Error(`no objects of ${cluster?.name}`);
  const namespace = options.get("namespace");
  if (name === "kubectl delete pod") {
    const pods = lists.pods as KubernetesObject[];
    const rest = pods.filter((pod) => pod.metadata.namespace !== namespace || !operands.includes(pod.metadata.name));
    if (rest.length === pods.length) throw new Error("no such pods");
    pods.splice(0, pods.length, ...rest);
    return;
  }
  const account = lists.serviceaccounts.find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === operands[0],
  );
  if (!account) throw new Error(`no service account ${namespace}/${operands[0]}`);
  const annotations = new Map(Object.entries(account.metadata.annotations ?? {}));
  for (const word of operands.slice(1)) {
    const equals = word.indexOf("=");
    if (word.endsWith("-")) annotations.delete(word.slice(0, -1));
    else annotations.set(word.slice(0, equals), word.slice(equals + 1));
  }
  Object.assign(account.metadata, { annotations: Object.fromEntries(annotations) });
}
