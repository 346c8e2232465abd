/** Where columns and rows stand, in pixels of the stage. One place, shared by screen, pictures and tests. */

export interface Geometry {
  readonly columnWidth: number;
  readonly gap: number;
  /** Left edge of the first column. */
  readonly margin: number;
  readonly header: number;
  readonly rowHeight: number;
  /** Of the stage, header included. */
  readonly height: number;
  /** Of all columns, margins included. */
  readonly width: number;
}

const least = { column: 144, gap: 34 };
const most = { column: 260, gap: 120 };
const margin = 12;
const header = 40;

/** Spreads the columns over the width that there is; where it does not do, they keep their least size and scroll. */
export function geometryFor(columns: number, width: number, height: number, rowHeight: number): Geometry {
  const room = Math.max(0, width - 2 * margin);
  const gaps = Math.max(0, columns - 1);
  const share = columns === 0 ? 0 : room / (columns + gaps * 0.38);
  const columnWidth = Math.round(clamp(share, least.column, most.column));
  const gap = gaps === 0 ? 0 : Math.floor(clamp((room - columns * columnWidth) / gaps, least.gap, most.gap));
  return {
    columnWidth,
    gap,
    margin,
    header,
    rowHeight,
    height,
    width: 2 * margin + columns * columnWidth + gaps * gap,
  };
}

export function columnLeft(geometry: Geometry, column: number): number {
  return geometry.margin + column * (geometry.columnWidth + geometry.gap);
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

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
