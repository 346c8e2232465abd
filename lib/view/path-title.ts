/** The title of a page from its address alone: pages carry no data of the estate. */
import { segmentValue } from "@/lib/contracts/api/paths";

/** Segments as Next gives them (still encoded): "payments/api in prod-eu". */
export function pathTitle(names: readonly string[], place: string | null): string {
  const values = names.map(decoded);
  const title = values.every((value) => value === null) ? "Nodes" : values.map((value) => value ?? "*").join("/");
  const where = place === null ? null : decoded(place);
  return where === null ? title : `${title} in ${where}`;
}

function decoded(segment: string): string | null {
  try {
    return segmentValue(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}
