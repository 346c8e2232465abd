/** What the filters offer: values with the bindings behind each in the whole snapshot. */
import type { GraphFacet, GraphFacets } from "@/lib/contracts/graph";
import { linkStates } from "@/lib/contracts/graph";
import type { GraphSource } from "./source";

/** Longest list sent; the filter box finds others by typing. */
const most = 200;
const cache = new WeakMap<GraphSource, GraphFacets>();

export function graphFacets(source: GraphSource): GraphFacets {
  let facets = cache.get(source);
  if (!facets) {
    const { bindings, nodes } = source;
    facets = {
      account: countBy(bindings.account, nodes.account.ids, nodes.account.labels),
      region: countBy(bindings.region, source.regions, source.regions),
      cluster: countBy(bindings.cluster, nodes.cluster.ids, nodes.cluster.labels),
      namespace: byLabel(
        countBy(bindings.namespace, nodes.namespace.labels, nodes.namespace.labels, Number.POSITIVE_INFINITY),
      ),
      mechanism: countBy(bindings.mechanism, source.mechanisms, source.mechanisms),
      verdict: countBy(bindings.verdict, linkStates, linkStates),
    };
    cache.set(source, facets);
  }
  return facets;
}

function countBy(
  of: ArrayLike<number>,
  values: readonly string[],
  labels: readonly string[],
  limit = most,
): GraphFacet[] {
  const counts = new Int32Array(values.length);
  for (let row = 0; row < of.length; row++) if (of[row]! >= 0) counts[of[row]!]!++;
  return values
    .map((value, at) => ({ value, label: labels[at] ?? value, bindings: counts[at]! }))
    .filter((facet) => facet.bindings > 0)
    .sort((a, b) => b.bindings - a.bindings || (a.label < b.label ? -1 : 1))
    .slice(0, limit);
}

/** Namespaces of one name in several clusters are one value. */
function byLabel(facets: readonly GraphFacet[]): GraphFacet[] {
  const sums = new Map<string, number>();
  for (const facet of facets) sums.set(facet.label, (sums.get(facet.label) ?? 0) + facet.bindings);
  return [...sums]
    .map(([value, bindings]) => ({ value, label: value, bindings }))
    .sort((a, b) => b.bindings - a.bindings || (a.value < b.value ? -1 : 1))
    .slice(0, most);
}
