"use client";
import { useDeferredValue } from "react";
import { counted, formatNumber } from "@/components/shared/number";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Popover } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import { type GraphView, maxGraphDepth } from "@/lib/contracts/graph";
import type { MapAddress } from "./use-map-address";

const depths = Array.from({ length: maxGraphDepth }, (_, at) => ({
  value: String(at + 1),
  label: at + 1 === maxGraphDepth ? "all columns" : counted(at + 1, "column", "columns"),
}));

/** How much of the snapshot is seen, what is not and why, and what the map is focused on. */
export function MapSummary({ view, address }: { view: GraphView; address: MapAddress }) {
  const { totals, omissions } = view;
  const said = useDeferredValue(sentence(view));
  const left = omissions.filter((each) => each.count > 0);
  return (
    <div data-chrome className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 px-4 sm:px-gutter">
      <p role="status" className="tnum text-n8">
        {said}
      </p>
      {left.length > 0 ? (
        <Popover
          label="What is not shown"
          className="w-96 p-3"
          trigger={
            <Button variant="quiet" className="-ml-2 font-normal">
              What is not shown
              <Glyph name="chevronDown" size={12} />
            </Button>
          }
        >
          <ul className="flex flex-col gap-1">
            {left.map((each) => (
              <li key={`${each.code}${each.because}`} className="flex gap-2">
                <span className="tnum w-16 shrink-0 text-right font-medium">{formatNumber(each.count)}</span>
                <span className="text-n8">{what(each.code, each.because)}</span>
              </li>
            ))}
          </ul>
          <p className="mt-2 border-line border-t pt-2 text-n8 text-xs">
            Each column says above its rows how many of its {formatNumber(totals.rows)} rows are left, and why.
          </p>
        </Popover>
      ) : null}
      {view.focus ? (
        <div className="flex items-center gap-1.5 rounded-control border border-accent pr-0.5 pl-2">
          <span className="text-n8">Paths through</span>
          <span className="max-w-60 truncate font-medium">{view.focus.label}</span>
          <span className="text-n8">up to</span>
          <Select
            label="Depth of the focus"
            value={String(address.query.depth)}
            options={depths}
            onChange={(event) => address.change({ depth: Number(event.target.value) }, "replace")}
            className="[&_select]:h-6 [&_select]:border-transparent"
          />
          <Button variant="quiet" className="h-6" onClick={() => address.change({ focus: null })}>
            Show all
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function sentence({ totals }: GraphView): string {
  const { bindings, bindingsShown, workloads, workloadsShown } = totals;
  const part = (shown: number, all: number) =>
    shown === all ? formatNumber(all) : `${formatNumber(shown)} of ${formatNumber(all)}`;
  return `${part(workloadsShown, workloads)} ${workloads === 1 ? "workload" : "workloads"}, ${part(bindingsShown, bindings)} ${bindings === 1 ? "binding" : "bindings"}`;
}

function what(code: string, because: string): string {
  if (code === "unbound-roles" || code === "unread" || code === "limit") return because;
  return `bindings: ${because}`;
}
