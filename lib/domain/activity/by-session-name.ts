/** Who a Pod Identity session without tags belongs to: its name names cluster and pod in part, the association the rest. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { AssociationHistory, AssociationState, InForceBasis } from "./in-force";
import { sessionFitsCluster } from "./session-name";

export interface NamedSession {
  readonly sessionName: string | null;
  /** The role that EKS assumed, or that the pod ended up with. */
  readonly roleArn: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface SessionOwner {
  readonly confidence: "session-name" | "role-only" | "none";
  readonly association: AssociationState | null;
  readonly because: string;
  readonly basis: InForceBasis;
}

export function ownerBySessionName(session: NamedSession, history: AssociationHistory): SessionOwner {
  const { roleArn, sessionName } = session;
  const { associations, basis } = history.at(
    session.at,
    (association) => roleArn !== null && (association.roleArn === roleArn || association.targetRoleArn === roleArn),
  );
  const fitting =
    sessionName === null
      ? []
      : associations.filter(({ clusterArn }) => sessionFitsCluster(sessionName, clusterName(clusterArn)));
  if (one(fitting))
    return {
      confidence: "session-name",
      association: fitting[0] ?? null,
      because: "The session's name fits the cluster, and one association of the cluster gave this role then.",
      basis,
    };
  if (fitting.length === 0 && one(associations))
    return {
      confidence: "role-only",
      association: associations[0] ?? null,
      because: "Only one association gave this role then; the session's name does not tell its cluster.",
      basis,
    };
  const because =
    associations.length === 0
      ? "No association that is known gave this role then."
      : `${fitting.length > 0 ? fitting.length : associations.length} associations gave this role then: the record does not tell which.`;
  return { confidence: "none", association: null, because, basis };
}

/** One service account, whatever number of associations says so. */
function one(associations: readonly AssociationState[]): boolean {
  const [first] = associations;
  return (
    first !== undefined &&
    associations.every(
      ({ clusterArn, namespace, serviceAccount }) =>
        clusterArn === first.clusterArn && namespace === first.namespace && serviceAccount === first.serviceAccount,
    )
  );
}

export function clusterName(arn: string): string {
  const resource = parseArn(arn)?.resource ?? "";
  return resource.startsWith("cluster/") ? resource.slice("cluster/".length) : "";
}
