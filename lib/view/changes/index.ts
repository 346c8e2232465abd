/** Differences of two snapshots. */
export type { CompareInput, StoredFindings } from "./compared";
export { type ChangeDetailInput, showChange } from "./detail";
export { type ChangesInput, exportChanges, showChanges } from "./list";
