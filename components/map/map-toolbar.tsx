"use client";
import { SavedViews } from "@/components/parts/saved-views";
import { mechanismName } from "@/components/shared/mechanism";
import { verdictWord } from "@/components/shared/verdict";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Glyph } from "@/components/ui/icons";
import { SearchInput } from "@/components/ui/input";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Popover } from "@/components/ui/popover";
import {
  columnTitles,
  type GraphFacet,
  type GraphFilterName,
  type GraphGrouping,
  type GraphView,
  graphColumns,
} from "@/lib/contracts/graph";
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";
import { MapFilter } from "./map-filter";
import type { MapAddress } from "./use-map-address";

const filters: readonly { readonly name: GraphFilterName; readonly title: string }[] = [
  { name: "account", title: "Account" },
  { name: "region", title: "Region" },
  { name: "cluster", title: "Cluster" },
  { name: "namespace", title: "Namespace" },
  { name: "mechanism", title: "Mechanism" },
  { name: "verdict", title: "Verdict" },
];

const groupings: readonly { readonly value: GraphGrouping; readonly label: string }[] = [
  { value: "auto", label: "Where a column is long" },
  { value: "account", label: "Account" },
  { value: "cluster", label: "Cluster" },
  { value: "namespace", label: "Namespace" },
  { value: "owner", label: "Owner" },
  { value: "none", label: "Never" },
];

export interface MapMenuActions {
  readonly exportAs: (format: "svg" | "png" | "json") => void;
  readonly print: () => void;
  readonly help: () => void;
}

/** Search and filters. */
export function MapToolbar({ address, view }: { address: MapAddress; view: GraphView | null }) {
  const { query } = address;
  return (
    <div
      data-chrome
      className="flex items-center gap-2 overflow-x-auto px-4 py-0.5 [scrollbar-width:none] sm:flex-wrap sm:overflow-visible sm:px-gutter"
    >
      <SearchInput
        label="Search the map"
        placeholder="Search names, ARNs, services"
        value={query.text}
        onChange={(event) => address.change({ text: event.target.value }, "typing")}
        maxLength={200}
        className="w-64 shrink-0"
      />
      {filters.map(({ name, title }) => (
        <MapFilter
          key={name}
          title={title}
          facets={(view?.facets[name] ?? []).map((facet) => worded(name, facet))}
          filter={query.filters[name]}
          onChange={(filter) => address.setFilter(name, filter)}
        />
      ))}
      <Button
        aria-pressed={query.hideSystem}
        onClick={() => address.change({ hideSystem: !query.hideSystem })}
        className="font-normal aria-pressed:border-n8 aria-pressed:font-medium"
      >
        {query.hideSystem ? "System hidden" : "Hide system"}
      </Button>
      {address.filtered ? (
        <Button variant="quiet" onClick={address.clear}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}

/** What the picture is made of, and what can be taken away from it. */
export function MapViewControls({ address, menu }: { address: MapAddress; menu: MapMenuActions }) {
  const { query } = address;
  const isTable = address.view === "table";
  return (
    <div data-chrome className="flex flex-wrap items-center gap-2 max-sm:w-full">
      <ColumnChooser address={address} />
      <Menu
        trigger={
          <Button className="font-normal">
            Group
            <Glyph name="chevronDown" size={12} />
          </Button>
        }
      >
        <MenuChoice
          label="Group rows by"
          value={query.grouping}
          options={groupings}
          onChange={(grouping) => address.change({ grouping, open: [] })}
        />
      </Menu>
      <fieldset aria-label="View as" className="flex shrink-0 rounded-control border border-line-strong">
        {(["map", "table"] as const).map((view) => (
          <button
            key={view}
            type="button"
            aria-pressed={address.view === view}
            onClick={() => address.setView(view)}
            className="h-6.5 rounded-[5px] px-2.5 text-n8 text-sm hover:text-n10 aria-pressed:bg-n3 aria-pressed:font-medium aria-pressed:text-n10"
          >
            {view === "map" ? "Map" : "Table"}
          </button>
        ))}
      </fieldset>
      <SavedViews page="/map" />
      <Menu
        trigger={
          <IconButton label="Export, print, keys">
            <Glyph name="menu" />
          </IconButton>
        }
      >
        {isTable ? null : (
          <>
            <MenuItem onSelect={() => menu.exportAs("svg")}>Export what is seen as SVG</MenuItem>
            <MenuItem onSelect={() => menu.exportAs("png")}>Export what is seen as PNG</MenuItem>
          </>
        )}
        <MenuItem onSelect={() => menu.exportAs("json")}>Export this view as JSON</MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={menu.print}>Print as table</MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={menu.help}>Keys and signs</MenuItem>
      </Menu>
    </div>
  );
}

function ColumnChooser({ address }: { address: MapAddress }) {
  const { columns } = address.query;
  return (
    <Popover
      label="Columns"
      align="end"
      className="w-52 p-1"
      trigger={
        <Button className="font-normal">
          Columns
          <Glyph name="chevronDown" size={12} />
        </Button>
      }
    >
      {graphColumns.map((column) => (
        <Checkbox
          key={column}
          className="rounded-control px-2 hover:bg-n2"
          checked={columns.includes(column)}
          disabled={columns.length === 1 && columns[0] === column}
          onChange={(event) =>
            address.change({
              columns: graphColumns.filter((each) => (each === column ? event.target.checked : columns.includes(each))),
            })
          }
        >
          {columnTitles[column]}
        </Checkbox>
      ))}
    </Popover>
  );
}

function worded(name: GraphFilterName, facet: GraphFacet): GraphFacet {
  if (name === "mechanism") return { ...facet, label: mechanismName(facet.value as Mechanism) };
  if (name === "verdict") return { ...facet, label: verdictWord(facet.value as Verdict) };
  if (name === "region" && facet.value === "") return { ...facet, label: "unknown" };
  return facet;
}
