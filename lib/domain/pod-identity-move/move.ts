/**
 * What it takes to move a workload from IRSA to Pod Identity: what stands against it, what changes, and the text to paste,
 * in the order in which nothing stops working. Sources: EKS User Guide, "EKS Pod Identities", "Assign an IAM role to a
 * Kubernetes service account"; IAM User Guide, "IAM and AWS STS quotas".
 */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { command, quote, writeFile } from "@/lib/domain/paste/shell";
import type { PolicyDocument } from "@/lib/domain/policy/ast";
import { printPolicy } from "@/lib/domain/policy/print";
import { associationTexts, type PasteText } from "./association-texts";
import type { KeyUse } from "./keys-used";
import { type MovedAccount, podIdentityStatement, trustAfter, trustDuring } from "./trust";

export interface MoveFacts extends MovedAccount {
  readonly clusterName: string;
  readonly region: string;
  /** Without "https://"; null = the cluster's is not known. */
  readonly issuer: string | null;
  readonly roleArn: string;
  /** null = not read. */
  readonly trust: PolicyDocument | null;
  /** true: new pods would get credentials · false: none would · null: depends, or is not known. */
  readonly agent: { readonly delivers: boolean | null; readonly text: string | null; readonly installed: boolean };
  readonly compute: { readonly delivers: boolean | null; readonly texts: readonly string[] };
  /** null = the service account was not read. */
  readonly annotated: boolean | null;
  /** Audience that the service account asks its tokens for; null = not read. */
  readonly audience: string | null;
  /** It has an association already. */
  readonly associated: boolean;
  /** Other IRSA bindings that need the cluster's OIDC provider. */
  readonly othersByToken: number;
  readonly keys: readonly KeyUse[];
}

export interface MoveStep {
  readonly title: string;
  readonly explanation: string;
  readonly texts: readonly PasteText[];
}

export interface PodIdentityMove {
  readonly roleArn: string;
  /** possible: nothing that was read stands against it · not-known: see `against` · not-possible: no new pod would get credentials. */
  readonly verdict: "possible" | "not-known" | "not-possible" | "done";
  readonly sentence: string;
  /** What stands against it, or is not known. */
  readonly against: readonly string[];
  readonly changes: readonly { readonly title: string; readonly text: string }[];
  readonly steps: readonly MoveStep[];
}

/** Characters of a trust policy; more on request, up to 8,192. */
const TRUST_LIMIT = 2_048;

export function podIdentityMove(facts: MoveFacts): PodIdentityMove {
  const against = whatStandsAgainst(facts);
  const blocked = facts.compute.delivers === false;
  const unsure = facts.compute.delivers === null || facts.agent.delivers === null || facts.trust === null;
  const verdict = facts.associated ? "done" : blocked ? "not-possible" : unsure ? "not-known" : "possible";
  return {
    roleArn: facts.roleArn,
    verdict,
    sentence: sentenceOf(facts, verdict),
    against,
    changes: changesOf(facts),
    steps: blocked || facts.associated ? cleanUpOnly(facts, blocked) : stepsOf(facts),
  };
}

function sentenceOf(facts: MoveFacts, verdict: PodIdentityMove["verdict"]): string {
  const name = `${facts.namespace}/${facts.serviceAccount}`;
  if (verdict === "done")
    return `${name} has a Pod Identity association: new pods get it, and the annotation counts no more.`;
  if (verdict === "not-possible") return `${name} cannot move: its pods run where there is no Pod Identity.`;
  if (verdict === "not-known") return `${name} can move to Pod Identity if what is named below holds.`;
  return facts.agent.delivers === false
    ? `${name} can move to Pod Identity once an agent runs in ${facts.clusterName}.`
    : `${name} can move to Pod Identity: nothing that was read stands against it.`;
}

function whatStandsAgainst(facts: MoveFacts): string[] {
  const found = [...facts.compute.texts];
  if (facts.agent.text !== null) found.push(facts.agent.text);
  if (facts.trust === null)
    found.push("The role's trust policy was not read: the new one below holds the new statement alone.");
  if (isForeign(facts))
    found.push(
      "The role is in another account than the cluster: an association takes a role of the cluster's account, which then leads to this one as its target.",
    );
  for (const use of facts.keys)
    if (use.kind === "token")
      found.push(
        `${where(use)} looks at ${use.key}, which only a token brings: under Pod Identity the key is not there, and a condition that wants it does not hold.`,
      );
  if (facts.trust && size(trustDuring(facts.trust, facts)) > TRUST_LIMIT)
    found.push(
      `With both statements the trust policy has ${size(trustDuring(facts.trust, facts))} characters; the quota is ${TRUST_LIMIT} unless it was raised.`,
    );
  return found;
}

function isForeign({ roleArn, clusterAccountId }: MoveFacts): boolean {
  const role = parseRoleArn(roleArn);
  return role !== null && role.accountId !== clusterAccountId;
}

function size(document: PolicyDocument): number {
  return printPolicy(document, 0).replace(/\s/g, "").length;
}

function where({ policy, statement, sid }: KeyUse): string {
  return `Statement ${statement + 1}${sid === null ? "" : ` (${sid})`} of ${policy}`;
}

function changesOf(facts: MoveFacts): { title: string; text: string }[] {
  const tagged = facts.keys.filter(({ kind }) => kind === "tags");
  const named = facts.keys.filter(({ kind }) => kind === "session");
  const changes = [
    {
      title: "Session tags",
      text: `Sessions carry six tags: cluster ARN and name, namespace, service account, pod name and pod UID. Policies can use them as aws:PrincipalTag/…; they go along to roles that are assumed further on, whose trust policies must then allow sts:TagSession.${
        tagged.length > 0 ? ` ${tagged.map(where).join("; ")} looks at them already: what it says begins to hold.` : ""
      }`,
    },
    {
      title: "Session name",
      text: `"eks-${facts.clusterName.slice(0, 10)}-POD-UUID", where with IRSA the SDK chooses one. CloudTrail then also tells the pod.${
        named.length > 0
          ? ` ${named.map((use) => `${where(use)} looks at ${use.key}`).join("; ")}: check its values.`
          : ""
      }`,
    },
    {
      title: "Audience",
      text: `Pods get a token for pods.eks.amazonaws.com in the place of ${facts.audience ?? "sts.amazonaws.com"}. EKS assumes the role for them; they call AWS STS no more.`,
    },
    {
      title: "Duration",
      text: "Sessions last six hours, with a target role one hour; the role's own longest duration does not count. What is revoked ends with them.",
    },
    {
      title: "Where credentials come from",
      text: "From the agent on the node, 169.254.170.23 (IPv6 fd00:ec2::23), port 80: network policies must let pods reach it, proxies must leave it out (NO_PROXY), and the SDK must be new enough to ask it.",
    },
    {
      title: "Nodes",
      text: "The node's role needs eks-auth:AssumeRoleForPodIdentity (AmazonEKSWorkerNodePolicy has it), and nodes in private subnets an endpoint of eks-auth.",
    },
    {
      title: "OIDC provider",
      text:
        facts.othersByToken === 0
          ? "No other binding that was read needs this cluster's OIDC provider: with the last one gone it can go, too."
          : `This workload needs it no more; ${facts.othersByToken} other IRSA ${facts.othersByToken === 1 ? "binding of the cluster does" : "bindings of the cluster do"}.`,
    },
    {
      title: "Where it does not work",
      text: "Pods on Fargate, on Windows nodes, on Outposts and EKS Anywhere get no Pod Identity: where this service account also runs there, it has to keep IRSA.",
    },
    {
      title: "Pods that run",
      text: "They keep their IRSA credentials until they are made anew. New pods get Pod Identity alone: with an association the annotation is not looked at.",
    },
  ];
  return changes;
}

function stepsOf(facts: MoveFacts): MoveStep[] {
  return [
    ...(facts.agent.installed ? [] : [agentStep(facts)]),
    trustStep(facts),
    associationStep(facts),
    restartStep(facts),
    cleanUpStep(facts),
  ];
}

function cleanUpOnly(facts: MoveFacts, blocked: boolean): MoveStep[] {
  return blocked ? [] : [restartStep(facts), cleanUpStep(facts)];
}

function agentStep({ clusterName, region }: MoveFacts): MoveStep {
  return {
    title: "Install the agent",
    explanation: "Once for the cluster. Auto Mode has it built in.",
    texts: [
      {
        title: "AWS CLI",
        text: command([
          "aws eks create-addon",
          `--region ${quote(region)}`,
          `--cluster-name ${quote(clusterName)}`,
          "--addon-name eks-pod-identity-agent",
        ]),
      },
    ],
  };
}

function trustStep(facts: MoveFacts): MoveStep {
  const document: PolicyDocument =
    facts.trust === null
      ? { version: "2012-10-17", id: null, statements: [podIdentityStatement(facts)] }
      : trustDuring(facts.trust, facts);
  if (isForeign(facts)) return foreignTrustStep(facts);
  return {
    title: "Let EKS assume the role, beside IRSA",
    explanation:
      "Scoped to the account, the cluster, the namespace and the service account, by the session tags that EKS sends: it holds only while the association's session tags are on.",
    texts: trustTexts(facts.roleArn, document, "trust.json"),
  };
}

/** In another account the target trusts the source role, and the source trusts EKS. */
function foreignTrustStep(facts: MoveFacts): MoveStep {
  const source = sourceRoleOf(facts);
  const externalId = [
    facts.region,
    facts.clusterAccountId,
    facts.clusterName,
    facts.namespace,
    facts.serviceAccount,
  ].join("/");
  const target: PolicyDocument = {
    version: "2012-10-17",
    id: null,
    statements: [
      ...(facts.trust?.statements ?? []),
      {
        index: 0,
        sid: "PodIdentitySource",
        effect: "Allow",
        principal: { negated: false, entries: [{ kind: "AWS", value: source }] },
        action: { negated: false, patterns: ["sts:AssumeRole", "sts:TagSession"] },
        resource: null,
        conditions: podIdentityStatement(facts).conditions.filter(({ key }) => key.startsWith("aws:RequestTag/")),
      },
    ],
  };
  const may: PolicyDocument = {
    version: "2012-10-17",
    id: null,
    statements: [
      {
        index: 0,
        sid: null,
        effect: "Allow",
        principal: null,
        action: { negated: false, patterns: ["sts:AssumeRole", "sts:TagSession"] },
        resource: { negated: false, patterns: [facts.roleArn] },
        conditions: [],
      },
    ],
  };
  const trust: PolicyDocument = { version: "2012-10-17", id: null, statements: [podIdentityStatement(facts)] };
  return {
    title: "A role of the cluster's account that leads to this one",
    explanation: `EKS assumes ${lastOf(source)} (a new role: choose its name) and with it this role. The session tags go along; with session tags off, the trust of this role would have to name the external id ${externalId} instead.`,
    texts: [
      { title: `Trust policy of ${lastOf(source)}`, text: printPolicy(trust) },
      { title: `Policy of ${lastOf(source)}`, text: printPolicy(may) },
      { title: `Trust policy of ${lastOf(facts.roleArn)}`, text: printPolicy(target) },
    ],
  };
}

function sourceRoleOf({ roleArn, clusterAccountId }: MoveFacts): string {
  const role = parseRoleArn(roleArn);
  return `arn:${role?.partition ?? "aws"}:iam::${clusterAccountId}:role/${(role?.name ?? "pod").slice(0, 50)}-source`;
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function trustTexts(roleArn: string, document: PolicyDocument, file: string): PasteText[] {
  const json = printPolicy(document);
  return [
    { title: "Trust policy", text: json },
    {
      title: "AWS CLI",
      text: `${writeFile(file, json)}\n${command([
        "aws iam update-assume-role-policy",
        `--role-name ${quote(lastOf(roleArn))}`,
        `--policy-document file://${file}`,
      ])}`,
    },
  ];
}

function associationStep(facts: MoveFacts): MoveStep {
  const foreign = isForeign(facts);
  return {
    title: "Make the association",
    explanation:
      "Whoever does it needs eks:CreatePodIdentityAssociation and iam:PassRole on the role. Leave session tags on: the trust policy asks for them.",
    texts: associationTexts({
      clusterName: facts.clusterName,
      region: facts.region,
      namespace: facts.namespace,
      serviceAccount: facts.serviceAccount,
      roleArn: foreign ? sourceRoleOf(facts) : facts.roleArn,
      targetRoleArn: foreign ? facts.roleArn : null,
    }),
  };
}

function restartStep({ namespace, serviceAccount }: MoveFacts): MoveStep {
  return {
    title: "Make the pods anew, and look",
    explanation:
      "A new pod has AWS_CONTAINER_CREDENTIALS_FULL_URI set and AWS_ROLE_ARN not. Where it has neither, the webhook missed it: delete the pod once more.",
    texts: [
      {
        title: "Which pods run as it",
        text: command([
          `kubectl get pods --namespace ${quote(namespace)}`,
          `--field-selector spec.serviceAccountName=${quote(serviceAccount)}`,
          "--output name",
        ]),
      },
      {
        title: "Restart",
        text: command([`kubectl rollout restart --namespace ${quote(namespace)}`, "deployment/DEPLOYMENT"]),
      },
      {
        title: "Look",
        text: command([
          `kubectl exec --namespace ${quote(namespace)} POD --`,
          "sh -c 'echo ${AWS_CONTAINER_CREDENTIALS_FULL_URI:-none} ${AWS_ROLE_ARN:-none}'",
        ]),
      },
    ],
  };
}

function cleanUpStep(facts: MoveFacts): MoveStep {
  const { namespace, serviceAccount, trust, issuer, annotated } = facts;
  const texts: PasteText[] = [];
  if (annotated !== false)
    texts.push({
      title: "The annotation",
      text: command([
        `kubectl annotate serviceaccount --namespace ${quote(namespace)} ${quote(serviceAccount)}`,
        "eks.amazonaws.com/role-arn-",
        "eks.amazonaws.com/audience-",
        "eks.amazonaws.com/token-expiration-",
        "eks.amazonaws.com/sts-regional-endpoints-",
      ]),
    });
  const after = trust && issuer !== null && !isForeign(facts) ? trustAfter(trust, facts, issuer) : null;
  if (after) texts.push(...trustTexts(facts.roleArn, after.document, "trust-after.json"));
  const shared =
    after && after.shared.length > 0
      ? ` ${after.shared.map((index) => `Statement ${index + 1}`).join(", ")} of the trust policy may let in others as well and stays.`
      : "";
  return {
    title: "Once all pods are new, take IRSA away",
    explanation: `Until then the way back is to delete the association and make the pods anew.${shared}`,
    texts,
  };
}
