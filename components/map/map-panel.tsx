"use client";
import { Arn } from "@/components/shared/arn";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Failed } from "@/components/shared/states";
import { Verdict } from "@/components/shared/verdict";
import { Button, buttonClass, IconButton } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { ApiErrorBody } from "@/lib/contracts/api";
import { columnTitles, type GraphRow, type GraphSelection, linkStates } from "@/lib/contracts/graph";
import { plural } from "@/lib/view/graph/browser";
import { LinkReasons } from "./link-reasons";

/** Beside the map: what the selected row is, what its paths reach, and the reason of each link. */
export function MapPanel({
  row,
  selection,
  error,
  onClose,
  onFocus,
  onToggle,
  onSelect,
  onRetry,
}: {
  /** The selected row, where the view has it. */
  row: GraphRow | null;
  /** Null until the answer is there. */
  selection: GraphSelection | null;
  error: ApiErrorBody | null;
  onClose: () => void;
  onFocus: (id: string) => void;
  onToggle: (id: string) => void;
  onSelect: (id: string) => void;
  onRetry: () => void;
}) {
  const title = selection?.label ?? row?.label ?? "Selection";
  const kind = selection ? columnTitles[selection.column] : "";
  return (
    <aside
      aria-label="Details of the selection"
      data-chrome
      className="flex h-[55%] min-h-0 shrink-0 flex-col border-line border-t bg-n0 md:h-auto md:w-[23rem] md:border-t-0 md:border-l"
    >
      <div className="flex min-h-bar items-center gap-2 border-line border-b py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-md" title={title}>
          {kind === "" ? null : (
            <span className="mr-1.5 font-normal text-n8">{row?.kind === "group" ? plural(kind, 2) : kind}</span>
          )}
          {title}
        </h2>
        <IconButton label="Close details" onClick={onClose}>
          <Glyph name="cross" size={14} />
        </IconButton>
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Facts and reasons"
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 py-3"
      >
        {error ? <Failed error={error} onRetry={onRetry} /> : null}
        {!error && selection === null ? <SkeletonRows rows={6} /> : null}
        {selection && !selection.found ? (
          <p className="text-n8">{selection.sentence} A filter, or another snapshot, leaves it out.</p>
        ) : null}
        {selection?.found ? (
          <div className="flex flex-col gap-4">
            <p>{selection.sentence}</p>
            {selection.note ? (
              <p className="flex items-center gap-2">
                <Glyph name="warning" size={14} />
                {selection.note}
              </p>
            ) : null}
            <States selection={selection} />
            <div className="flex flex-wrap gap-2">
              {selection.href ? (
                <Link href={selection.href} className={buttonClass("plain")}>
                  Open page
                  <Glyph name="arrowRight" size={12} />
                </Link>
              ) : null}
              <Button onClick={() => onFocus(selection.id)}>Show only its paths</Button>
              {row?.kind === "group" ? (
                <Button onClick={() => onToggle(row.id)}>
                  {row.expanded ? "Close group" : `Open group (${formatNumber(row.count)})`}
                </Button>
              ) : null}
            </div>
            {selection.facts.length > 0 ? (
              <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)]">
                {selection.facts.map((fact) => (
                  <div key={fact.term} className="col-span-full grid grid-cols-subgrid py-0.5">
                    <dt className="text-n8">{fact.term}</dt>
                    <dd className="min-w-0">
                      {fact.mono ? <Arn value={fact.value} what={fact.term} wrap /> : fact.value}
                    </dd>
                  </div>
                ))}
              </dl>
            ) : null}
            <Reach selection={selection} />
            <section aria-label="Links and reasons" className="flex flex-col gap-3">
              <h3 className="font-semibold">Why each link is there</h3>
              {selection.links.length === 0 ? (
                <p className="text-n8">Nothing is linked with it in the shown columns.</p>
              ) : null}
              {selection.links.map((link) => (
                <LinkReasons key={`${link.from.id} ${link.to.id}`} link={link} onSelect={onSelect} />
              ))}
              {selection.linksOmitted > 0 ? (
                <p className="text-n8">
                  {formatNumber(selection.linksOmitted)} more links: narrow the view, or select one of their ends.
                </p>
              ) : null}
            </section>
          </div>
        ) : null}
      </section>
    </aside>
  );
}

function States({ selection }: { selection: GraphSelection }) {
  const present = linkStates.flatMap((state, at) => {
    const count = selection.states[at as 0 | 1 | 2 | 3];
    return count > 0 ? [{ state, count }] : [];
  });
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1">
      {present.map(({ state, count }) => (
        <span key={state} className="inline-flex items-center gap-1.5">
          <Verdict verdict={state} />
          {selection.count > 1 ? <span className="tnum text-n8">{formatNumber(count)}</span> : null}
        </span>
      ))}
    </p>
  );
}

function Reach({ selection }: { selection: GraphSelection }) {
  return (
    <section aria-label="On its paths">
      <h3 className="mb-1 font-semibold">On its paths</h3>
      <ul className="tnum flex flex-wrap gap-x-3 gap-y-1 text-n8">
        {selection.reach.map(({ column, title, count }) => (
          <li key={column}>
            <span className="font-medium text-n10">{formatNumber(count)}</span> {plural(title, count)}
          </li>
        ))}
      </ul>
    </section>
  );
}
