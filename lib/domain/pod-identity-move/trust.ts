/**
 * The trust policy of a role before, during and after the move of one service account from IRSA to Pod Identity. Session
 * tags scope it: EKS sends them with the request (EKS User Guide, "Grant Pods access to AWS resources based on tags").
 */
import type { PolicyDocument, Statement } from "@/lib/domain/policy/ast";

export interface MovedAccount {
  readonly clusterArn: string;
  readonly clusterAccountId: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

export const POD_IDENTITY_SERVICE = "pods.eks.amazonaws.com";

/** Lets EKS assume the role for this service account of this cluster, and for no other. */
export function podIdentityStatement(of: MovedAccount): Statement {
  return {
    index: 0,
    sid: "PodIdentity",
    effect: "Allow",
    principal: { negated: false, entries: [{ kind: "Service", value: POD_IDENTITY_SERVICE }] },
    action: { negated: false, patterns: ["sts:AssumeRole", "sts:TagSession"] },
    resource: null,
    conditions: [
      equals("aws:SourceAccount", of.clusterAccountId),
      equals("aws:RequestTag/eks-cluster-arn", of.clusterArn),
      equals("aws:RequestTag/kubernetes-namespace", of.namespace),
      equals("aws:RequestTag/kubernetes-service-account", of.serviceAccount),
    ],
  };
}

function equals(key: string, value: string) {
  return { operator: "StringEquals", key, values: [value] };
}

/** Both ways in: pods that run keep their tokens, new ones get Pod Identity. */
export function trustDuring(trust: PolicyDocument, of: MovedAccount): PolicyDocument {
  return numbered(trust, [...trust.statements, podIdentityStatement(of)]);
}

export interface TrustAfter {
  readonly document: PolicyDocument;
  /** Statements that also let in others than this service account: they stay, by their place from 0. */
  readonly shared: readonly number[];
}

/** `issuer` without "https://". */
export function trustAfter(trust: PolicyDocument, of: MovedAccount, issuer: string): TrustAfter {
  const shared: number[] = [];
  const staying = trust.statements.filter((statement) => {
    if (!byIssuer(statement, issuer)) return true;
    if (onlyFor(statement, of, issuer)) return false;
    shared.push(statement.index);
    return true;
  });
  return { document: numbered(trust, [...staying, podIdentityStatement(of)]), shared };
}

function byIssuer({ effect, principal }: Statement, issuer: string): boolean {
  return (
    effect === "Allow" &&
    principal !== null &&
    !principal.negated &&
    principal.entries.some(({ kind, value }) => kind === "Federated" && value.endsWith(`oidc-provider/${issuer}`))
  );
}

/** One subject, compared letter by letter: whatever else a statement says, it can let in no other. */
function onlyFor({ principal, conditions }: Statement, of: MovedAccount, issuer: string): boolean {
  const subject = `system:serviceaccount:${of.namespace}:${of.serviceAccount}`;
  const key = `${issuer}:sub`.toLowerCase();
  return (
    principal?.entries.length === 1 &&
    conditions.some(
      (clause) =>
        clause.key.toLowerCase() === key &&
        clause.values.length === 1 &&
        clause.values[0] === subject &&
        (clause.operator === "StringEquals" || clause.operator === "StringLike"),
    )
  );
}

/** The newer version where nothing of the older one depends on it: a trust policy has no variables as a rule. */
function numbered(trust: PolicyDocument, statements: readonly Statement[]): PolicyDocument {
  const taken = new Set<string>();
  return {
    ...trust,
    statements: statements.map((statement, index) => {
      let { sid } = statement;
      for (let n = 2; sid !== null && taken.has(sid); n++) sid = `${statement.sid}${n}`;
      if (sid !== null) taken.add(sid);
      return { ...statement, index, sid };
    }),
  };
}
