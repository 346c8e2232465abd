/** The association in the forms in which people keep their clusters. Podlens runs none of it. */
import { command, quote } from "@/lib/domain/paste/shell";
import { hclName, hclString } from "@/lib/domain/paste/terraform";

export interface AssociationPlan {
  readonly clusterName: string;
  readonly region: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** In the cluster's account. */
  readonly roleArn: string;
  /** The role whose credentials pods get, where it is in another account. */
  readonly targetRoleArn: string | null;
}

export interface PasteText {
  readonly title: string;
  readonly text: string;
}

export function associationTexts(plan: AssociationPlan): PasteText[] {
  return [
    { title: "AWS CLI", text: awsCli(plan) },
    { title: "Terraform", text: terraform(plan) },
    { title: "CloudFormation", text: cloudFormation(plan) },
    { title: "eksctl", text: eksctl(plan) },
    { title: "Crossplane", text: crossplane(plan) },
    { title: "ACK", text: ack(plan) },
  ];
}

function awsCli({ clusterName, region, namespace, serviceAccount, roleArn, targetRoleArn }: AssociationPlan): string {
  return command([
    "aws eks create-pod-identity-association",
    `--region ${quote(region)}`,
    `--cluster-name ${quote(clusterName)}`,
    `--namespace ${quote(namespace)}`,
    `--service-account ${quote(serviceAccount)}`,
    `--role-arn ${quote(roleArn)}`,
    ...(targetRoleArn === null ? [] : [`--target-role-arn ${quote(targetRoleArn)}`]),
  ]);
}

function terraform({ clusterName, namespace, serviceAccount, roleArn, targetRoleArn }: AssociationPlan): string {
  return [
    `resource "aws_eks_pod_identity_association" ${hclString(hclName(`${namespace}_${serviceAccount}`))} {`,
    `  cluster_name    = ${hclString(clusterName)}`,
    `  namespace       = ${hclString(namespace)}`,
    `  service_account = ${hclString(serviceAccount)}`,
    `  role_arn        = ${hclString(roleArn)}`,
    ...(targetRoleArn === null ? [] : [`  target_role_arn = ${hclString(targetRoleArn)}`]),
    "}",
  ].join("\n");
}

function cloudFormation({ clusterName, namespace, serviceAccount, roleArn, targetRoleArn }: AssociationPlan): string {
  const properties = new Map([
    ["ClusterName", clusterName],
    ["Namespace", namespace],
    ["ServiceAccount", serviceAccount],
    ["RoleArn", roleArn],
    ...(targetRoleArn === null ? [] : [["TargetRoleArn", targetRoleArn] as const]),
  ]);
  return [
    "Resources:",
    "  PodIdentityAssociation:",
    "    Type: AWS::EKS::PodIdentityAssociation",
    "    Properties:",
    ...[...properties].map(([key, value]) => `      ${key}: ${yaml(value)}`),
  ].join("\n");
}

function eksctl({ clusterName, region, namespace, serviceAccount, roleArn, targetRoleArn }: AssociationPlan): string {
  return [
    "apiVersion: eksctl.io/v1alpha5",
    "kind: ClusterConfig",
    "metadata:",
    `  name: ${yaml(clusterName)}`,
    `  region: ${yaml(region)}`,
    "iam:",
    "  podIdentityAssociations:",
    `    - namespace: ${yaml(namespace)}`,
    `      serviceAccountName: ${yaml(serviceAccount)}`,
    `      roleARN: ${yaml(roleArn)}`,
    ...(targetRoleArn === null ? [] : [`      targetRoleARN: ${yaml(targetRoleArn)}`]),
    "# eksctl create podidentityassociation --config-file FILE",
  ].join("\n");
}

function crossplane({
  clusterName,
  region,
  namespace,
  serviceAccount,
  roleArn,
  targetRoleArn,
}: AssociationPlan): string {
  return [
    "apiVersion: eks.aws.upbound.io/v1beta1",
    "kind: PodIdentityAssociation",
    "metadata:",
    `  name: ${yaml(objectName(namespace, serviceAccount))}`,
    "spec:",
    "  forProvider:",
    `    region: ${yaml(region)}`,
    `    clusterName: ${yaml(clusterName)}`,
    `    namespace: ${yaml(namespace)}`,
    `    serviceAccount: ${yaml(serviceAccount)}`,
    `    roleArn: ${yaml(roleArn)}`,
    ...(targetRoleArn === null ? [] : [`    targetRoleArn: ${yaml(targetRoleArn)}`]),
  ].join("\n");
}

function ack({ clusterName, namespace, serviceAccount, roleArn, targetRoleArn }: AssociationPlan): string {
  return [
    "apiVersion: eks.services.k8s.aws/v1alpha1",
    "kind: PodIdentityAssociation",
    "metadata:",
    `  name: ${yaml(objectName(namespace, serviceAccount))}`,
    "spec:",
    `  clusterName: ${yaml(clusterName)}`,
    `  namespace: ${yaml(namespace)}`,
    `  serviceAccount: ${yaml(serviceAccount)}`,
    `  roleARN: ${yaml(roleArn)}`,
    ...(targetRoleArn === null ? [] : [`  targetRoleARN: ${yaml(targetRoleArn)}`]),
  ].join("\n");
}

/** JSON's strings are YAML's. */
function yaml(value: string): string {
  return JSON.stringify(value);
}

function objectName(namespace: string, serviceAccount: string): string {
  return `${namespace}-${serviceAccount}`
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .slice(0, 63);
}
