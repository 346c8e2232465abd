/**
 * Which associations were in force at a time: those of the last snapshot that is not after it, corrected by the changes
 * that CloudTrail recorded in between; where no snapshot is so old, those of the first one, as far as their own dates
 * bear it out. It always says how far that goes.
 */

export interface AssociationState {
  readonly id: string;
  readonly arn: string | null;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** null = not described, or not told by the change. */
  readonly roleArn: string | null;
  readonly targetRoleArn: string | null;
  readonly disableSessionTags: boolean | null;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
  readonly modifiedAt: number | null;
}

export interface EstateAt {
  readonly snapshotId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly associations: readonly AssociationState[];
}

export interface AssociationChange {
  readonly at: number;
  readonly kind: "association-created" | "association-updated" | "association-deleted";
  readonly associationId: string;
  readonly clusterArn: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly roleArn: string | null;
  readonly targetRoleArn: string | null;
}

export interface InForceBasis {
  readonly snapshotId: string | null;
  readonly snapshotAt: number | null;
  readonly basis: "before" | "after" | "none";
  readonly changesApplied: number;
  readonly limits: readonly string[];
}

export interface InForceAnswer {
  readonly associations: readonly AssociationState[];
  readonly basis: InForceBasis;
}

export interface AssociationHistory {
  at(time: number, wanted: (association: AssociationState) => boolean): InForceAnswer;
}

/** Snapshots and changes in any order. */
export function associationHistory(
  snapshots: readonly EstateAt[],
  changes: readonly AssociationChange[],
): AssociationHistory {
  const estates = [...snapshots].sort((a, b) => a.at - b.at);
  const ordered = [...changes].sort((a, b) => a.at - b.at);
  return {
    at(time, wanted) {
      const before = estates.findLast((estate) => estate.at <= time);
      if (before) return forward(before, ordered, time, wanted);
      const [first] = estates;
      return first ? backward(first, ordered, time, wanted) : nothing(ordered, time, wanted);
    },
  };
}

type Wanted = (association: AssociationState) => boolean;

function forward(estate: EstateAt, changes: readonly AssociationChange[], time: number, wanted: Wanted): InForceAnswer {
  const relevant = changes.filter((change) => change.at > estate.at && change.at <= time);
  const known = new Map(estate.associations.map((association) => [association.id, association]));
  const applied = relevant.filter((change) => apply(known, change)).length;
  return {
    associations: [...known.values()].filter(wanted),
    basis: {
      snapshotId: estate.snapshotId,
      snapshotAt: estate.at,
      basis: "before",
      changesApplied: applied,
      limits: [],
    },
  };
}

/** The first snapshot, taken back: what was made or altered since cannot be told from it alone. */
function backward(
  estate: EstateAt,
  changes: readonly AssociationChange[],
  time: number,
  wanted: Wanted,
): InForceAnswer {
  const later = changes.filter((change) => change.at > time && change.at <= estate.at);
  const known = new Map(estate.associations.map((association) => [association.id, association]));
  let applied = 0;
  // Newest first: each step undoes one change.
  for (const change of later.reverse()) if (undo(known, change)) applied++;
  const kept: AssociationState[] = [];
  let altered = 0;
  for (const association of known.values()) {
    if (!wanted(association) || (association.createdAt !== null && association.createdAt > time)) continue;
    if (association.modifiedAt === null || association.modifiedAt > time) altered++;
    kept.push(association);
  }
  const limits = ["No scan is as old as this: associations are those of the first scan after it that existed then."];
  if (altered > 0) limits.push(`${altered} of them changed later or bear no date: what they said then is not known.`);
  limits.push("An association that was deleted before that scan is known only where its deletion was recorded.");
  return {
    associations: kept,
    basis: { snapshotId: estate.snapshotId, snapshotAt: estate.at, basis: "after", changesApplied: applied, limits },
  };
}

function nothing(changes: readonly AssociationChange[], time: number, wanted: Wanted): InForceAnswer {
  const known = new Map<string, AssociationState>();
  const applied = changes.filter((change) => change.at <= time && apply(known, change)).length;
  return {
    associations: [...known.values()].filter(wanted),
    basis: {
      snapshotId: null,
      snapshotAt: null,
      basis: "none",
      changesApplied: applied,
      limits: ["Nothing was scanned: only associations whose making was recorded are known."],
    },
  };
}

/** False where the change says nothing that is not known already. */
function apply(known: Map<string, AssociationState>, change: AssociationChange): boolean {
  const old = known.get(change.associationId);
  if (change.kind === "association-deleted") return known.delete(change.associationId);
  if (!old && (change.clusterArn === null || change.namespace === null || change.serviceAccount === null)) return false;
  known.set(change.associationId, {
    id: change.associationId,
    arn: old?.arn ?? null,
    clusterArn: change.clusterArn ?? old?.clusterArn ?? "",
    namespace: change.namespace ?? old?.namespace ?? "",
    serviceAccount: change.serviceAccount ?? old?.serviceAccount ?? "",
    roleArn: change.roleArn ?? old?.roleArn ?? null,
    targetRoleArn: change.targetRoleArn ?? old?.targetRoleArn ?? null,
    disableSessionTags: old?.disableSessionTags ?? null,
    createdAt: old?.createdAt ?? change.at,
    modifiedAt: change.at,
  });
  return true;
}

function undo(known: Map<string, AssociationState>, change: AssociationChange): boolean {
  if (change.kind === "association-created") return known.delete(change.associationId);
  const old = known.get(change.associationId);
  if (change.kind === "association-updated") {
    // What stood there before is not in the record.
    if (old) known.set(change.associationId, { ...old, roleArn: null, modifiedAt: null });
    return old !== undefined;
  }
  if (change.clusterArn === null || change.namespace === null || change.serviceAccount === null) return false;
  return apply(known, { ...change, kind: "association-created" });
}
