/** Shorthand for writing policy documents in estate descriptions. What it makes are plain documents. */

export interface Document {
  readonly Version?: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

type Texts = string | readonly string[];
type Condition = Readonly<Record<string, Readonly<Record<string, Texts>>>>;

export function policy(...statements: Readonly<Record<string, unknown>>[]): Document {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(action: Texts, resource: Texts = "*", condition?: Condition): Record<string, unknown> {
  return {
    Effect: "Allow",
    Action: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

export function deny(action: Texts, resource: Texts = "*", condition?: Condition): Record<string, unknown> {
  return {
    Effect: "Deny",
    Action: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** The trust that EKS Pod Identity needs, scoped by what is given. */
export function podIdentityTrust(condition?: Condition): Document {
  return policy({
    Sid: "AllowEksAuthToAssumeRoleForPodIdentity",
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    ...(condition === undefined ? {} : { Condition: condition }),
  });
}

/** Pod Identity trust for one service account of one cluster (or one namespace, or one cluster). */
export function scopedTrust(scope: { cluster?: string; namespace?: string; serviceAccount?: string }): Document {
  const tags: Record<string, string> = {};
  if (scope.cluster !== undefined) tags["aws:RequestTag/eks-cluster-arn"] = scope.cluster;
  if (scope.namespace !== undefined) tags["aws:RequestTag/kubernetes-namespace"] = scope.namespace;
  if (scope.serviceAccount !== undefined) tags["aws:RequestTag/kubernetes-service-account"] = scope.serviceAccount;
  return podIdentityTrust({ StringEquals: tags });
}

/** IRSA trust with conditions written by hand: keys are ":sub", ":aud" and are completed with the issuer. */
export function webIdentityTrust(providerArn: string, condition: Condition): Document {
  const issuer = providerArn.slice(providerArn.indexOf("/") + 1);
  const completed = Object.entries(condition).map(([operator, clauses]) => [
    operator,
    Object.fromEntries(
      Object.entries(clauses).map(([key, value]) => [key.startsWith(":") ? issuer + key : key, value]),
    ),
  ]);
  return policy({
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    ...(completed.length === 0 ? {} : { Condition: Object.fromEntries(completed) }),
  });
}

/** IRSA as documented: this audience, exactly these service accounts ("namespace:name"). */
export function irsaTrust(providerArn: string, ...serviceAccounts: string[]): Document {
  const subjects = serviceAccounts.map((one) => `system:serviceaccount:${one}`);
  return webIdentityTrust(providerArn, {
    StringEquals: { ":aud": "sts.amazonaws.com", ":sub": subjects.length === 1 ? (subjects[0] ?? "") : subjects },
  });
}

export function serviceTrust(service: string): Document {
  return policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}
