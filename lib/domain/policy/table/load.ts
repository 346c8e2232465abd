/** The table is a data file of its own: read when it is first asked for, in Node, in workers and in the browser. */
import { ActionTable } from "./action-table";
import type { PackedTable } from "./packed";

let loading: Promise<ActionTable> | null = null;

/** The table of all AWS actions; one for the process or page. */
export function loadActionTable(): Promise<ActionTable> {
  loading ??= import("./actions.data.json").then((file) => new ActionTable(file.default as PackedTable));
  return loading;
}
