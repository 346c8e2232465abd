/** Where columns and rows stand, in pixels of the stage. One place, shared by screen, pictures and tests. */

export interface Geometry {
  /** Of each column. */
  readonly lefts: readonly number[];
  readonly widths: readonly number[];
  readonly margin: number;
  readonly header: number;
  readonly rowHeight: number;
  /** Of the stage, header included. */
  readonly height: number;
  /** Of all columns, margins included. */
  readonly width: number;
}

const narrowest = 118;
const widest = 300;
const leastGap = 30;
const mostGap = 150;
const margin = 12;
const header = 40;

/**
 * Spreads the columns over the width that there is: each gets what its labels ask for (`wanted`, in pixels) as far as
 * there is room, the gaps the rest. Where even the least does not fit, the stage scrolls.
 */
export function geometryFor(wanted: readonly number[], width: number, height: number, rowHeight: number): Geometry {
  const gaps = Math.max(0, wanted.length - 1);
  const room = Math.max(0, width - 2 * margin - gaps * leastGap);
  const widths = share(
    wanted.map((each) => Math.min(widest, Math.max(narrowest, each))),
    room,
  );
  const used = widths.reduce((sum, each) => sum + each, 0);
  const gap = gaps === 0 ? 0 : Math.floor(Math.min(mostGap, Math.max(leastGap, leastGap + (room - used) / gaps)));
  const lefts: number[] = [];
  let left = margin;
  for (const each of widths) {
    lefts.push(left);
    left += each + gap;
  }
  return { lefts, widths, margin, header, rowHeight, height, width: wanted.length === 0 ? 0 : left - gap + margin };
}

/** Takes what is lacking from each in proportion to what it has above the least. */
function share(wanted: readonly number[], room: number): number[] {
  const total = wanted.reduce((sum, each) => sum + each, 0);
  const spare = total - wanted.length * narrowest;
  const lacking = total - room;
  if (lacking <= 0) return wanted.map(Math.floor);
  const part = spare === 0 ? 1 : Math.min(1, lacking / spare);
  return wanted.map((each) => Math.floor(each - (each - narrowest) * part));
}

/** Middle of the row at a position of its column, for a column that is scrolled by `top`. */
export function rowMiddle(geometry: Geometry, position: number, top: number): number {
  return geometry.header + position * geometry.rowHeight + geometry.rowHeight / 2 - top;
}

/** Positions [first, last] of rows that are in sight, wholly or by half. */
export function rowsInSight(
  geometry: Geometry,
  rows: number,
  top: number,
): { readonly first: number; readonly last: number } {
  const inside = geometry.height - geometry.header;
  const first = Math.max(0, Math.ceil(top / geometry.rowHeight - 0.5));
  const last = Math.min(rows - 1, Math.floor((top + inside) / geometry.rowHeight - 0.5));
  return { first, last };
}
