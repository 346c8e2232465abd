/** What the first questions about a snapshot would otherwise wait for, in steps that are made while nobody asks. */
import { prepareWhoCan } from "./ask/who-can";
import { prepareMatrix } from "./ask-matrix";
import { prepareRoleList } from "./role-list";
import { prepareSearch } from "./search";
import type { SnapshotView } from "./snapshot-view";
import { prepareWorkloadList } from "./workload-list";

/** Each takes at most a second or two at full size; in the order in which people need them. */
export const warmUpSteps: readonly ((view: SnapshotView) => unknown)[] = [
  (view) => view.workloads(),
  (view) => view.roles(),
  (view) => view.table && view.access(),
  (view) => view.table && view.access().roles,
  (view) => view.table && prepareWhoCan(view),
  (view) => prepareSearch(view),
  (view) => prepareWorkloadList(view),
  (view) => prepareRoleList(view),
  (view) => view.table && prepareMatrix(view),
];

export function warmUp(view: SnapshotView): void {
  for (const step of warmUpSteps) step(view);
}
