/** The least that a picture of the same rows and lines takes: one canvas, straight loops, no elements. */
import type { MapColours } from "@/components/map/colours";
import { edgesInSight } from "@/components/map/edges-in-sight";
import { type Geometry, rowMiddle, rowsInSight } from "@/components/map/geometry";
import { paintEdges } from "@/components/map/paint-edges";
import type { StageModel } from "@/components/map/stage-model";

export function paintBare(
  context: CanvasRenderingContext2D,
  model: StageModel,
  geometry: Geometry,
  colours: MapColours,
  scrolled: number,
): void {
  const inside = geometry.height - geometry.header;
  const tops = model.columns.map(
    (column) => Math.max(0, (column.order.length * geometry.rowHeight - inside) / 2) + scrolled,
  );
  context.clearRect(0, 0, geometry.width, geometry.height);
  paintEdges(context, edgesInSight(model, geometry, tops, { lit: null, hover: -1 }), model.view.edges, colours);
  context.font = "13px sans-serif";
  model.columns.forEach((column, at) => {
    const { first, last } = rowsInSight(geometry, column.order.length, tops[at]!);
    for (let position = first; position <= last; position++) {
      const row = model.view.rows[column.order[position]!]!;
      const middle = rowMiddle(geometry, position, tops[at]!);
      context.fillStyle = colours.ground;
      context.fillRect(geometry.lefts[at]!, middle - 12, geometry.widths[at]!, 25);
      context.strokeStyle = colours.border;
      context.strokeRect(geometry.lefts[at]!, middle - 12, geometry.widths[at]!, 25);
      context.fillStyle = colours.text;
      context.fillText(row.label.slice(0, 30), geometry.lefts[at]! + 8, middle + 4);
    }
  });
}
