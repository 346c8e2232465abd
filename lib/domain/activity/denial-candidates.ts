/**
 * Which associations could explain a denial of Pod Identity. EKS's record names cluster, node and time alone: none of
 * these is a fact, they are put in order of what speaks for each, and each says what that is.
 */
import type { AssociationState } from "./in-force";
import type { LetIn } from "./trust-judge";

/** A service account of which pods are known to have been on the node. */
export interface NodeOccupant {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** snapshot: as a scan read the cluster's pods · record: an assumption from that node within hours. */
  readonly from: "snapshot" | "record";
  /** When it was seen there, ISO 8601 UTC. */
  readonly at: string;
  /** One of them; null where no name was recorded. */
  readonly pod: string | null;
}

export interface NodeOccupants {
  /** A scan read the cluster's pods, so that who is not among them was not there at that moment. */
  readonly listed: boolean;
  readonly occupants: readonly NodeOccupant[];
}

export interface DenialCandidate {
  readonly association: AssociationState;
  readonly onNode: "yes" | "no" | "unknown";
  /** Whether the trust policy of the association's role let EKS in then. */
  readonly letIn: LetIn;
  readonly because: string;
}

export interface TrustOfThen {
  readonly letIn: LetIn;
  /** Why, one sentence. */
  readonly text: string;
}

/** Most likely first; of equals by name. */
export function rankCandidates(
  associations: readonly AssociationState[],
  node: NodeOccupants,
  trustOf: (association: AssociationState) => TrustOfThen,
): DenialCandidate[] {
  const there = new Map<string, NodeOccupant>();
  for (const occupant of node.occupants) {
    const key = `${occupant.namespace}/${occupant.serviceAccount}`;
    // What a scan saw is told before what a record tells.
    if (there.get(key)?.from !== "snapshot") there.set(key, occupant);
  }
  return associations
    .map((association): DenialCandidate => {
      const occupant = there.get(`${association.namespace}/${association.serviceAccount}`);
      const onNode = occupant !== undefined ? "yes" : node.listed ? "no" : "unknown";
      const { letIn, text } = trustOf(association);
      return { association, onNode, letIn, because: `${placeSentence(onNode, occupant)} ${text}` };
    })
    .sort((a, b) => weight(b) - weight(a) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

const BROKEN: Readonly<Record<LetIn, number>> = { no: 4, maybe: 2, unknown: 1, yes: 0 };
const THERE: Readonly<Record<DenialCandidate["onNode"], number>> = { yes: 3, unknown: 1, no: 0 };

/** The error is that EKS may not assume the role: a trust that is broken says more than a pod that was there. */
function weight({ letIn, onNode }: DenialCandidate): number {
  return BROKEN[letIn] + THERE[onNode];
}

function nameOf({ association }: DenialCandidate): string {
  return `${association.namespace}/${association.serviceAccount} ${association.id}`;
}

function placeSentence(onNode: DenialCandidate["onNode"], occupant: NodeOccupant | undefined): string {
  if (occupant !== undefined) {
    const pod = occupant.pod === null ? "A pod of it" : `Its pod ${occupant.pod}`;
    const when = `${occupant.at.slice(0, 16).replace("T", " ")} UTC`;
    return occupant.from === "snapshot"
      ? `${pod} was on that node when the cluster's pods were read (${when}).`
      : `${pod} was on that node: it assumed a role from there (${when}).`;
  }
  return onNode === "no"
    ? "No pod of it was on that node when the cluster's pods were read."
    : "Whether a pod of it was on that node is not known: the cluster's pods were not read.";
}
