/** From bindings back to the workloads that the pages show. */
import type { WorkloadRef, WorkloadRow } from "@/lib/contracts/api";
import type { Binding } from "@/lib/domain/identity/binding";
import type { SnapshotView } from "../snapshot-view";

/** Places in the list of workloads; a pattern's binding has several. */
export function entriesByBinding(view: SnapshotView): ReadonlyMap<Binding, readonly number[]> {
  return view.kept("workloads by binding", () => {
    const places = new Map<Binding, number[]>();
    view.workloads().forEach(({ bindings }, place) => {
      for (const binding of bindings) {
        const known = places.get(binding);
        if (known) known.push(place);
        else places.set(binding, [place]);
      }
    });
    return places;
  });
}

export function workloadRef(row: WorkloadRow): WorkloadRef {
  const { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount } = row;
  return { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount };
}
