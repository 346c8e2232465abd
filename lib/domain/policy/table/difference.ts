/** What a refresh of the action table changed, for the person who commits it. */
import type { ActionTable } from "./action-table";
import type { AccessLevel } from "./packed";

export interface TableDifference {
  readonly addedServices: readonly string[];
  readonly removedServices: readonly string[];
  readonly addedActions: readonly string[];
  readonly removedActions: readonly string[];
  readonly changedLevels: readonly {
    readonly action: string;
    readonly before: AccessLevel;
    readonly after: AccessLevel;
  }[];
  /** Services whose support of resource control policies changed. */
  readonly changedRcp: readonly { readonly service: string; readonly supported: boolean }[];
}

export function compareTables(before: ActionTable, after: ActionTable): TableDifference {
  const addedActions: string[] = [];
  const changedLevels: { action: string; before: AccessLevel; after: AccessLevel }[] = [];
  for (let id = 0; id < after.size; id++) {
    const action = after.actionName(id);
    const old = before.actionId(action);
    if (old === null) addedActions.push(action);
    else if (before.accessLevel(old) !== after.accessLevel(id)) {
      changedLevels.push({ action, before: before.accessLevel(old), after: after.accessLevel(id) });
    }
  }
  const removedActions: string[] = [];
  for (let id = 0; id < before.size; id++) {
    const action = before.actionName(id);
    if (after.actionId(action) === null) removedActions.push(action);
  }
  const changedRcp = after.services
    .filter((service) => (before.rcpSupported(service) ?? false) !== after.rcpSupported(service))
    .map((service) => ({ service, supported: after.rcpSupported(service) === true }));
  return {
    addedServices: after.services.filter((service) => before.serviceRange(service) === null),
    removedServices: before.services.filter((service) => after.serviceRange(service) === null),
    addedActions,
    removedActions,
    changedLevels,
    changedRcp,
  };
}

/** One line a change, for a terminal. */
export function describeDifference(difference: TableDifference): readonly string[] {
  return [
    ...difference.addedServices.map((service) => `+ service ${service}`),
    ...difference.removedServices.map((service) => `- service ${service}`),
    ...difference.addedActions.map((action) => `+ ${action}`),
    ...difference.removedActions.map((action) => `- ${action}`),
    ...difference.changedLevels.map(({ action, before, after }) => `~ ${action}: ${before} → ${after}`),
    ...difference.changedRcp.map(
      ({ service, supported }) => `~ ${service}: resource control policies ${supported ? "apply" : "no longer apply"}`,
    ),
  ];
}
