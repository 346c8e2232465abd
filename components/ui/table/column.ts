import { type ColumnDef, rowSortingFeature, tableFeatures } from "@tanstack/react-table";
import type { ReactNode } from "react";

export const features = tableFeatures({ rowSortingFeature });

/** A row of a list that is loaded in windows: not there yet where `data` is null. */
export interface Slot<Row> {
  readonly index: number;
  readonly data: Row | null;
}

export interface Column<Row> {
  /** Also the sort key where `sortable`. */
  readonly id: string;
  readonly title: string;
  /** A CSS grid track: "minmax(12rem, 2fr)". */
  readonly track: string;
  readonly sortable?: boolean;
  /** First direction when the heading is pressed. */
  readonly descendingFirst?: boolean;
  readonly numeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface Sorting {
  readonly id: string;
  readonly descending: boolean;
}

export function columnDefs<Row>(columns: readonly Column<Row>[]): ColumnDef<typeof features, Slot<Row>>[] {
  return columns.map((column) => ({
    id: column.id,
    // Never read, since the server sorts; but a column without it counts as one that cannot be sorted.
    accessorFn: (slot) => slot.index,
    header: column.title,
    enableSorting: column.sortable ?? false,
    sortDescFirst: column.descendingFirst ?? false,
    cell: ({ row }) => (row.original.data === null ? null : column.cell(row.original.data)),
  }));
}
