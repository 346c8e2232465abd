/** The node's role did what pods do: something on the node uses it in place of credentials of its own. */
import type { NodeUseRow, Unexpected, UnexpectedFacts } from "./facts";
import type { BindingBook } from "./known-bindings";
import { listed, roleName, times } from "./names";

/**
 * What kubelet, the network plugin, the agents and the image pull of a node call by themselves. Source: EKS User Guide,
 * "Amazon EKS node IAM role", and the managed policies that it names.
 */
export const ownServicesOfNodes: ReadonlySet<string> = new Set([
  "ec2",
  "ec2messages",
  "ecr",
  "ecr-public",
  "eks",
  "eks-auth",
  "ssm",
  "ssmmessages",
  "sts",
  "autoscaling",
  "logs",
  "cloudwatch",
  "xray",
  "elasticfilesystem",
  "inspector2-telemetry",
  "guardduty",
]);

export function nodeRoleWork(facts: UnexpectedFacts, book: BindingBook): readonly Unexpected[] {
  const byRole = new Map<string, NodeUseRow[]>();
  for (const row of facts.nodeUses) {
    if (ownServicesOfNodes.has(row.service) || !book.isNodeRole(row.roleArn)) continue;
    const held = byRole.get(row.roleArn);
    if (held) held.push(row);
    else byRole.set(row.roleArn, [row]);
  }
  return [...byRole].map(([roleArn, rows]) => {
    const calls = rows.reduce((total, row) => total + row.calls, 0);
    const [first] = rows as [NodeUseRow, ...NodeUseRow[]];
    return {
      kind: "node-role-work" as const,
      key: `${roleArn}|${rows.map((row) => row.service).join(",")}`,
      at: Math.max(...rows.map((row) => row.last)),
      title: `The node role ${roleName(roleArn)} was used for ${listed(rows.map((row) => row.service))}`,
      explanation:
        `${times(calls, "call", "calls")} that nodes do not make by themselves: ${listed(
          rows.flatMap((row) => row.actions),
          8,
        )}. ` +
        "A pod without credentials of its own gets the node's, where the instance metadata service can be reached.",
      accountId: first.accountId,
      region: first.region,
      who: null,
      roleArn,
      sessionId: null,
      eventIds: rows.flatMap((row) => row.eventIds).slice(0, 50),
      events: calls,
      limits: ["Which pod of the node it was is not in the record; software on the node itself may have called, too."],
    };
  });
}
