/** Pod Identity associations: changed, deleted, or made anew. */
import type { AssociationFacts, ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Remedy } from "../finding";
import { oneLine, option } from "./quote";
import { resourceRemedies, type Settings } from "./resource";

type Place = Pick<ClusterFacts, "name" | "region" | "accountId">;

export interface AssociationChange {
  readonly roleArn?: string;
  /** "" takes the target role away. */
  readonly targetRoleArn?: string;
  readonly disableSessionTags?: boolean;
}

/** `why`: one sentence, for the comment. */
export function changeAssociation(
  cluster: Place,
  association: AssociationFacts,
  change: AssociationChange,
  why: string,
): readonly Remedy[] {
  const title = `Association of ${association.namespace}/${association.serviceAccount}`;
  const after = { ...association, ...change };
  return [
    { format: "aws-cli", title, text: `${comment(cluster, why)}\n${updateCommand(cluster, association, change)}` },
    ...asCode(title, cluster, after, why),
  ];
}

export function updateCommand(cluster: Place, association: AssociationFacts, change: AssociationChange): string {
  const { disableSessionTags: off } = change;
  return [
    `aws eks update-pod-identity-association ${option("region", cluster.region)}`,
    option("cluster-name", cluster.name),
    option("association-id", association.id),
    ...(change.roleArn === undefined ? [] : [option("role-arn", change.roleArn)]),
    ...(change.targetRoleArn === undefined ? [] : [option("target-role-arn", change.targetRoleArn)]),
    ...(off === undefined ? [] : [off ? "--disable-session-tags" : "--no-disable-session-tags"]),
  ].join(" \\\n  ");
}

/** Of many associations the first `most` are written out; the comment says how many there are. */
export function deleteAssociations(
  items: readonly { readonly cluster: Place; readonly association: AssociationFacts }[],
  why: string,
  most = 20,
): readonly Remedy[] {
  const [first] = items;
  if (!first) return [];
  const title = items.length === 1 ? "Delete the association" : "Delete the associations";
  const more = items.length > most ? [`# ${items.length - most} more associations, in the same way.`] : [];
  const commands = items.slice(0, most).map(({ cluster, association }) => deleteCommand(cluster, association));
  return [{ format: "aws-cli", title, text: [comment(first.cluster, why), ...commands, ...more].join("\n") }];
}

export function deleteCommand(cluster: Place, association: Pick<AssociationFacts, "id">): string {
  return [
    `aws eks delete-pod-identity-association ${option("region", cluster.region)}`,
    option("cluster-name", cluster.name),
    option("association-id", association.id),
  ].join(" \\\n  ");
}

export interface NewAssociation {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
}

export function createAssociation(cluster: Place, wanted: NewAssociation, why: string): readonly Remedy[] {
  const title = `Association of ${wanted.namespace}/${wanted.serviceAccount}`;
  const command = [
    `aws eks create-pod-identity-association ${option("region", cluster.region)}`,
    option("cluster-name", cluster.name),
    option("namespace", wanted.namespace),
    option("service-account", wanted.serviceAccount),
    option("role-arn", wanted.roleArn),
  ].join(" \\\n  ");
  const after = { ...wanted, id: null, targetRoleArn: null, disableSessionTags: null };
  return [
    { format: "aws-cli", title, text: `${comment(cluster, why)}\n${command}` },
    ...asCode(title, cluster, after, why),
  ];
}

function comment(cluster: Place, why: string): string {
  return `# Account ${oneLine(cluster.accountId)}. ${oneLine(why)}`;
}

type After = Pick<
  AssociationFacts,
  "namespace" | "serviceAccount" | "roleArn" | "targetRoleArn" | "disableSessionTags"
> & {
  readonly id: string | null;
};

function asCode(title: string, cluster: Place, after: After, why: string): readonly Remedy[] {
  const settings = (names: readonly [string, string, string, string, string, string]): Settings => [
    [names[0], cluster.name],
    [names[1], after.namespace],
    [names[2], after.serviceAccount],
    ...(after.roleArn === null ? [] : [[names[3], after.roleArn] as const]),
    ...(after.targetRoleArn ? [[names[4], after.targetRoleArn] as const] : []),
    ...(after.disableSessionTags === null ? [] : [[names[5], after.disableSessionTags] as const]),
  ];
  return resourceRemedies(title, {
    name: `${after.namespace}-${after.serviceAccount}`,
    note: why,
    terraform: {
      type: "aws_eks_pod_identity_association",
      settings: settings([
        "cluster_name",
        "namespace",
        "service_account",
        "role_arn",
        "target_role_arn",
        "disable_session_tags",
      ]),
    },
    cloudformation: {
      type: "AWS::EKS::PodIdentityAssociation",
      settings: settings([
        "ClusterName",
        "Namespace",
        "ServiceAccount",
        "RoleArn",
        "TargetRoleArn",
        "DisableSessionTags",
      ]),
    },
    crossplane: {
      apiVersion: "eks.aws.upbound.io/v1beta1",
      kind: "PodIdentityAssociation",
      externalName: after.id,
      settings: [
        ["region", cluster.region],
        ...settings(["clusterName", "namespace", "serviceAccount", "roleArn", "targetRoleArn", "disableSessionTags"]),
      ],
    },
  });
}
