"use client";
import { useEffect, useMemo, useState } from "react";
import type { GraphQuery, GraphView } from "@/lib/contracts/graph";
import { layOut, layoutInput } from "@/lib/view/graph/browser";
import { layOutBeside } from "./layout-client";
import { type StageModel, stageModel } from "./stage-model";

/** Up to this many rows the layout takes less than a frame or two: no round trip through a worker. */
const atOnceUpTo = 400;

/**
 * The view with its rows in order. A large one is laid out beside the page; until it is ready the former model stays,
 * so that nothing moves twice.
 */
export function useStageModel(view: GraphView | null, sorts: GraphQuery["sort"]): StageModel | null {
  // The address gives a new object each time; only another order is a reason to lay out again.
  const order = JSON.stringify(sorts);
  const sort = useMemo(() => JSON.parse(order) as GraphQuery["sort"], [order]);
  const small = view !== null && view.rows.length <= atOnceUpTo;
  const atOnce = useMemo(
    () => (view && small ? stageModel(view, layOut(layoutInput(view, sort))) : null),
    [view, small, sort],
  );
  const [later, setLater] = useState<StageModel | null>(null);
  useEffect(() => {
    if (!view || small) return;
    let wanted = true;
    void layOutBeside(layoutInput(view, sort)).then((layout) => {
      if (wanted) setLater(stageModel(view, layout));
    });
    return () => {
      wanted = false;
    };
  }, [view, small, sort]);
  return atOnce ?? (view ? later : null);
}
