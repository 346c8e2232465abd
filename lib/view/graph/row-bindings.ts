/** How many bindings pass through each row of a view. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import { byCredential, type Flow, unitFits, unitValues } from "./flow";
import { leafOffsets } from "./links";
import { type GraphSource, isDetail, isLeft } from "./source";

export function rowBindings(
  source: GraphSource,
  flows: readonly Flow[],
  columns: readonly GraphColumnId[],
  rowOf: Int32Array,
  rowCount: number,
): Int32Array {
  const counts = new Int32Array(rowCount);
  const offsets = leafOffsets(source, columns).of;
  const stamps = new Int32Array(rowCount);
  let stamp = 0;
  const right = columns.filter((column) => !isLeft(column));
  const details = columns.filter(isDetail);
  for (const flow of flows) {
    for (const column of columns.filter(isLeft)) {
      const values = source.bindings[column];
      for (const row of flow.bindings) {
        const at = values[row]! < 0 ? -1 : rowOf[offsets[column] + values[row]!]!;
        if (at >= 0) counts[at]!++;
      }
    }
    if (right.length === 0) continue;
    const groups = byCredential(source, flow);
    for (const role of groups.roles) {
      const weight = groups.start[role + 1]! - groups.start[role]!;
      stamp++;
      const pass = (leaf: number) => {
        const at = rowOf[leaf]!;
        if (at < 0 || stamps[at] === stamp) return;
        stamps[at] = stamp;
        counts[at]! += weight;
      };
      const { grants } = source;
      for (let grant = grants.start[role]!; grant < grants.start[role + 1]!; grant++) {
        if (flow.grants?.[grant] === 0) continue;
        if (offsets.policy >= 0) pass(offsets.policy + grants.policy[grant]!);
        if (offsets.service >= 0 && grants.service[grant]! >= 0) pass(offsets.service + grants.service[grant]!);
        if (details.length === 0) continue;
        const detail = source.detail();
        for (let at = detail.start[grant]!; at < detail.start[grant + 1]!; at++) {
          const unit = detail.unit[at]!;
          if (!unitFits(source, flow.masks, unit)) continue;
          for (const column of details)
            for (const value of unitValues(source, flow.masks, column, unit)) pass(offsets[column] + value);
        }
      }
    }
  }
  return counts;
}
