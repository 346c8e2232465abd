/** The changes that led to the estate as it is: associations made and modified within the history. */
import type { Association } from "../estate/cluster-model";
import type { Actor } from "./actors";
import type { HistoryEvent } from "./event";
import { operatorCall } from "./operators";

/** Every association of the estate that came into being or was modified after `since` (milliseconds). */
export function associationChanges(
  places: Iterable<Pick<Actor, "account" | "region" | "cluster">>,
  since: number,
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (const place of places) {
    for (const association of place.cluster.associations.values()) {
      const { createdAt, modifiedAt } = association;
      if (createdAt * 1000 >= since) events.push(change(place, association, "CreatePodIdentityAssociation", createdAt));
      if (modifiedAt > createdAt && modifiedAt * 1000 >= since)
        events.push(change(place, association, "UpdatePodIdentityAssociation", modifiedAt));
    }
  }
  return events;
}

function change(
  place: Pick<Actor, "account" | "region" | "cluster">,
  association: Association,
  name: "CreatePodIdentityAssociation" | "UpdatePodIdentityAssociation",
  at: number,
): HistoryEvent {
  const { namespace, serviceAccount, roleArn, targetRoleArn, id, arn } = association;
  const target = targetRoleArn === null ? {} : { targetRoleArn };
  return operatorCall(place, name, Math.floor(at) * 1000, {
    parameters: {
      name: place.cluster.name,
      ...(name === "CreatePodIdentityAssociation" ? { namespace, serviceAccount } : { associationId: id }),
      roleArn,
      ...target,
    },
    response: {
      association: {
        clusterName: place.cluster.name,
        namespace,
        serviceAccount,
        roleArn,
        ...target,
        associationArn: arn,
        associationId: id,
        disableSessionTags: association.disableSessionTags,
        createdAt: association.createdAt,
        modifiedAt: association.modifiedAt,
      },
    },
  });
}
