/**
 * What ends the access of a workload, as text to paste. Podlens runs none of it. Deleting an association ends nothing for
 * up to six hours, so the order matters: credentials that are out first, then the way to new ones.
 * Source: IAM User Guide, "Revoke IAM role temporary security credentials"; EKS User Guide, "Pod Identity".
 */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";

export interface ContainmentStep {
  readonly title: string;
  readonly explanation: string;
  readonly texts: readonly { readonly title: string; readonly text: string }[];
}

/**
 * `bindings`: of the workload (or role); `now`: ISO 8601 UTC, the moment before which issued credentials are denied;
 * `live`: roles whose credentials are out, those of chains that went on and of bindings that are gone among them.
 */
export function containment(
  bindings: readonly Binding[],
  now: string,
  live: readonly string[] = [],
): readonly ContainmentStep[] {
  const roles = [...new Set([...bindings.map((binding) => binding.credentialRoleArn), ...live])];
  const steps: ContainmentStep[] = [];
  if (roles.length > 0) steps.push(denyStep(roles, bindings, now));
  const remove = removeStep(bindings);
  if (remove !== null) steps.push(remove);
  const restart = restartStep(bindings);
  if (restart !== null) steps.push(restart);
  return steps;
}

/** The policy that the console's "Revoke active sessions" attaches, word for word in its effect. */
export function denyPolicy(before: string): string {
  const document = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyCredentialsIssuedBefore",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": before } },
      },
    ],
  };
  return JSON.stringify(document, null, 2);
}

function denyStep(roles: readonly string[], bindings: readonly Binding[], now: string): ContainmentStep {
  const bound = new Set(bindings.map((binding) => binding.credentialRoleArn));
  const shared = new Set(bindings.filter((binding) => binding.pattern).map((binding) => binding.credentialRoleArn));
  return {
    title: "Deny the credentials that are out",
    explanation:
      "Everything that holds this role's credentials from before this moment loses them, pods that are not concerned as well; they work again with their next refresh." +
      (shared.size > 0 ? " A pattern leads to one of these roles: more than one service account shares it." : "") +
      (bound.size > 0 && roles.some((arn) => !bound.has(arn))
        ? " Roles that no binding names are those of sessions that live: they were assumed on, or their binding is gone. Denying one role ends no session of another."
        : ""),
    texts: [
      { title: "Policy: AWSRevokeOlderSessions", text: denyPolicy(now) },
      ...roles.flatMap((arn) => {
        const role = parseRoleArn(arn);
        if (role === null) return [];
        return [
          {
            title: `AWS CLI, ${role.name} in account ${role.accountId}`,
            text: command([
              "aws iam put-role-policy",
              `--role-name ${quote(role.name)}`,
              "--policy-name AWSRevokeOlderSessions",
              "--policy-document file://deny-older-sessions.json",
            ]),
          },
        ];
      }),
    ],
  };
}

function removeStep(bindings: readonly Binding[]): ContainmentStep | null {
  const texts = bindings.flatMap((binding) => {
    const cluster = binding.clusterArn === null ? null : parseArn(binding.clusterArn);
    const association = binding.associationArn === null ? null : parseArn(binding.associationArn);
    if (binding.mechanism === "pod-identity" && cluster !== null && association !== null) {
      const name = cluster.resource.slice(cluster.resource.indexOf("/") + 1);
      const id = association.resource.slice(association.resource.lastIndexOf("/") + 1);
      return [
        {
          title: `The association of ${binding.namespace}/${binding.serviceAccount}`,
          text: command([
            "aws eks delete-pod-identity-association",
            `--region ${quote(cluster.region)}`,
            `--cluster-name ${quote(name)}`,
            `--association-id ${quote(id)}`,
          ]),
        },
      ];
    }
    if (binding.mechanism === "irsa") {
      const statement = binding.reasons.find((reason) => reason.statement?.policy === "trust")?.statement;
      const where = statement
        ? `statement ${statement.index + 1}${statement.sid === null ? "" : ` (${statement.sid})`}`
        : "the statement";
      return [
        {
          title: `The trust policy of ${binding.roleArn}`,
          text: `Remove ${where} that admits system:serviceaccount:${binding.namespace}:${binding.serviceAccount} from the trust policy of ${binding.roleArn}.`,
        },
      ];
    }
    return [];
  });
  if (texts.length === 0) return null;
  return {
    title: "Close the way to new credentials",
    explanation:
      "Without this, pods fetch new credentials at once. By itself it ends nothing: what was handed out lives on, up to six hours for Pod Identity.",
    texts,
  };
}

function restartStep(bindings: readonly Binding[]): ContainmentStep | null {
  const named = bindings.find(
    (binding) => binding.namespace !== null && binding.serviceAccount !== null && !binding.pattern,
  );
  if (named === undefined) return null;
  const { namespace, serviceAccount } = named;
  return {
    title: "Keep the evidence, then restart the pods",
    explanation: "Pods keep credentials in memory and tokens on disk. Look at what runs before it is gone.",
    texts: [
      {
        title: "Which pods run as it",
        text: command([
          `kubectl get pods --namespace ${quote(namespace ?? "")}`,
          `--field-selector spec.serviceAccountName=${quote(serviceAccount ?? "")}`,
          "--output wide",
        ]),
      },
      {
        title: "Restart what they belong to",
        text: command([`kubectl rollout restart deployment --namespace ${quote(namespace ?? "")}`, "DEPLOYMENT"]),
      },
    ],
  };
}

function command(parts: readonly string[]): string {
  return parts.join(" \\\n  ");
}

/** For a POSIX shell: names come from others. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
