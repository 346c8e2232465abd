"use client";
import { type Kind, KindIcon } from "@/components/shared/kind-icon";
import { formatNumber } from "@/components/shared/number";
import { Button, IconButton } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import { SearchInput } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import type { GraphColumn, GraphColumnId, GraphSort } from "@/lib/contracts/graph";

const kinds: Readonly<Record<GraphColumnId, Kind>> = {
  account: "account",
  cluster: "cluster",
  namespace: "namespace",
  "service-account": "workload",
  role: "role",
  "target-role": "role",
  policy: "policy",
  service: "service",
  level: "service",
  action: "service",
  resource: "resource",
};

const sortNames: readonly { readonly value: GraphSort; readonly label: string }[] = [
  { value: "access", label: "As links run (fewest crossings)" },
  { value: "name", label: "Name" },
  { value: "severity", label: "Worst first" },
  { value: "links", label: "Most links first" },
];

/** What the column is, how much of it is shown, and what can be done to it. */
export function ColumnHeader({
  column,
  height,
  find,
  sort,
  onFind,
  onSort,
  onHide,
}: {
  column: GraphColumn;
  height: number;
  find: string;
  sort: GraphSort;
  onFind: (text: string) => void;
  onSort: (sort: GraphSort) => void;
  onHide: () => void;
}) {
  const changed = find !== "" || sort !== "access";
  const hidden = column.total - column.shown;
  const count =
    hidden === 0 ? formatNumber(column.total) : `${formatNumber(column.shown)} of ${formatNumber(column.total)}`;
  const why = column.hidden.map((each) => `${formatNumber(each.count)}: ${each.because}`).join("\n");
  const amount = [
    column.groupedBy === null ? count : `${count}, by ${column.groupedBy}`,
    ...(find === "" ? [] : [`“${find}”`]),
  ].join(", ");
  return (
    <div style={{ height }}>
      <div className="flex items-center gap-1.5">
        <KindIcon kind={kinds[column.id]} />
        <h2 className="truncate font-medium" title={column.title}>
          {column.title}
        </h2>
      </div>
      <div className="flex items-center gap-1">
        <p
          className="tnum min-w-0 flex-1 truncate text-n8 text-xs"
          title={why === "" ? amount : `${amount}\nNot shown\n${why}`}
        >
          {amount}
        </p>
        <Popover
          label={`Search and sort: ${column.title}`}
          align="end"
          className="w-64"
          trigger={
            <IconButton
              label={`Search and sort: ${column.title}`}
              className={cx("-my-1 size-6", changed && "bg-n3 text-n10")}
            >
              <Glyph name="sliders" size={14} />
            </IconButton>
          }
        >
          <div className="flex flex-col gap-2 p-2">
            <SearchInput
              label={`Search in ${column.title.toLowerCase()}`}
              placeholder={`Paths through a ${column.title.toLowerCase()} …`}
              value={find}
              onChange={(event) => onFind(event.target.value)}
              maxLength={200}
            />
            <Select
              label="Sort"
              className="w-full"
              value={sort}
              options={sortNames}
              onChange={(event) => onSort(event.target.value as GraphSort)}
            />
            <Button variant="quiet" onClick={onHide} className="justify-start">
              Hide this column
            </Button>
          </div>
          {column.hidden.length > 0 ? (
            <div className="border-line border-t px-3 py-2 text-n8 text-xs">
              <p className="font-medium text-n9">Not shown: {formatNumber(hidden)}</p>
              <ul>
                {column.hidden.map((each) => (
                  <li key={each.because} className="tnum">
                    {formatNumber(each.count)}: {each.because}
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </Popover>
      </div>
    </div>
  );
}
