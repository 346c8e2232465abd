"use client";
import { useId } from "react";
import { changeSigns, kindWords, riskWords } from "@/components/parts/change-words";
import { Link } from "@/components/shared/link";
import { Time } from "@/components/shared/time";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import type { ChangeRow } from "@/lib/contracts/api";
import { ChangeDetailView } from "./change-detail-view";

/** One change: what, why it matters, who made it; opened, all of it. */
export function ChangeRowView({
  row,
  ends,
  open,
  onOpen,
}: {
  row: ChangeRow;
  ends: { readonly snapshot: string; readonly before: string };
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const panel = useId();
  const sign = changeSigns[row.change];
  const risk = riskWords[row.risk];
  const [event] = row.madeBy.events;
  return (
    <li className="border-line border-b" data-change={row.id} data-risk={row.risk}>
      <div className="flex items-start gap-2 py-1.5">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={panel}
          aria-label={`${open ? "Close" : "Open"} ${sign.word.toLowerCase()}: ${row.title}`}
          onClick={() => onOpen(!open)}
          className="flex size-6 shrink-0 items-center justify-center rounded-control text-n8 hover:bg-n3"
        >
          <span className={cx("transition-transform duration-120", open && "rotate-90")}>
            <Glyph name="chevronRight" size={12} />
          </span>
        </button>
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className={cx("whitespace-nowrap font-medium", sign.className)}>
              <span aria-hidden="true" className="inline-block w-3">
                {sign.sign}
              </span>{" "}
              {sign.word}
            </span>
            <span className="text-n8">{kindWords[row.kind].one}</span>
            {row.href === null ? (
              <span className="min-w-0 break-words font-medium">{row.title}</span>
            ) : (
              <Link href={row.href} prefetch={false} className="link min-w-0 break-words font-medium">
                {row.title}
              </Link>
            )}
            <span className="min-w-0 break-words text-n8">{row.context}</span>
            {row.text === "" ? null : <code className="min-w-0 break-words text-n9">{row.text}</code>}
          </p>
          <p className="flex flex-wrap gap-x-2">
            <span className={cx("whitespace-nowrap", risk.className)}>
              <span aria-hidden="true">{risk.sign}</span> {risk.word}
            </span>
            <span className="min-w-0 break-words text-n9">{row.reasons.join(" ")}</span>
          </p>
          {event ? (
            <p className="text-n8">
              <Time at={event.time} /> <code>{event.call ?? event.kind}</code> by{" "}
              <code className="break-all">{event.sessionName ?? event.actor ?? "somebody who is not recorded"}</code>
              {row.madeBy.eventCount > 1 ? ` and ${row.madeBy.eventCount - 1} more` : null}
            </p>
          ) : null}
        </div>
      </div>
      <div id={panel} hidden={!open}>
        {open ? <ChangeDetailView row={row} ends={ends} /> : null}
      </div>
    </li>
  );
}
