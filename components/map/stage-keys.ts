/** Where a key leads on the map. Pure: the stage does the moving. */
import { linkedRows, type StageModel } from "./stage-model";

/** The row that a key leads to from a row; null where the key does not move. */
export function rowAfter(model: StageModel, row: number, key: string, page: number): number | null {
  const at = model.columnOf[row]!;
  const { order } = model.columns[at]!;
  const position = model.place[row]!;
  const to = (next: number) => order[Math.min(order.length - 1, Math.max(0, next))] ?? null;
  switch (key) {
    case "ArrowDown":
      return to(position + 1);
    case "ArrowUp":
      return to(position - 1);
    case "PageDown":
      return to(position + page);
    case "PageUp":
      return to(position - page);
    case "Home":
      return to(0);
    case "End":
      return to(order.length - 1);
    case "ArrowRight":
      return nearestLinked(model, row, "right") ?? neighbour(model, row, 1);
    case "ArrowLeft":
      return nearestLinked(model, row, "left") ?? neighbour(model, row, -1);
    default:
      return null;
  }
}

/** Of the linked rows, one in the nearest column, and there the one most level with the row. */
function nearestLinked(model: StageModel, row: number, side: "left" | "right"): number | null {
  let best: number | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const other of linkedRows(model, row, side)) {
    const columns = Math.abs(model.columnOf[other]! - model.columnOf[row]!);
    const cost = columns * 1e6 + Math.abs(share(model, other) - share(model, row));
    if (cost < bestCost) {
      best = other;
      bestCost = cost;
    }
  }
  return best;
}

/** Without a link, the row of the next column at the same height. */
function neighbour(model: StageModel, row: number, step: number): number | null {
  for (let at = model.columnOf[row]! + step; at >= 0 && at < model.columns.length; at += step) {
    const { order } = model.columns[at]!;
    if (order.length > 0) return order[Math.min(order.length - 1, Math.floor(share(model, row) * order.length))]!;
  }
  return null;
}

function share(model: StageModel, row: number): number {
  return (model.place[row]! + 0.5) / model.columns[model.columnOf[row]!]!.order.length;
}

/** The next row of the column whose label begins with what was typed, from the row itself on and round. */
export function rowByLetters(model: StageModel, row: number, typed: string): number | null {
  const { order } = model.columns[model.columnOf[row]!]!;
  const wanted = typed.toLowerCase();
  // One letter again and again goes on to the next; more letters stay where they still fit.
  const from = model.place[row]! + (typed.length === 1 ? 1 : 0);
  for (let n = 0; n < order.length; n++) {
    const other = order[(from + n) % order.length]!;
    if (model.view.rows[other]!.label.toLowerCase().startsWith(wanted)) return other;
  }
  return null;
}
