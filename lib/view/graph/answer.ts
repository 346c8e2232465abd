/** Answers one question about the map. */
import type { GraphLink, GraphPaths, GraphQuery, GraphSelection, GraphView } from "@/lib/contracts/graph";
import { buildPaths } from "./paths";
import { buildLink, buildSelection } from "./selection";
import type { GraphSource } from "./source";
import { type BuiltView, buildView, viewKey } from "./view";

export type GraphAnswer = GraphView | GraphSelection | GraphLink | null | GraphPaths;

/** Views that were asked for last: a selection follows its view, windows of a table follow each other. */
const remembered = 6;
const cache = new WeakMap<GraphSource, Map<string, BuiltView>>();

/** `query.part` tells which of the four it is. Pure but for a small memory of recent views. */
export function answerGraph(source: GraphSource, query: GraphQuery): GraphAnswer {
  const built = rememberedView(source, query);
  switch (query.part) {
    case "view":
      return built.view;
    case "selection":
      return buildSelection(source, built, query);
    case "link":
      return buildLink(source, built, query);
    case "paths":
      return buildPaths(source, built, query);
  }
}

function rememberedView(source: GraphSource, query: GraphQuery): BuiltView {
  let views = cache.get(source);
  if (!views) {
    views = new Map();
    cache.set(source, views);
  }
  const key = viewKey(source, query);
  const known = views.get(key);
  views.delete(key);
  const built = known ?? buildView(source, query);
  views.set(key, built);
  const oldest = views.keys().next();
  if (views.size > remembered && !oldest.done) views.delete(oldest.value);
  return built;
}
