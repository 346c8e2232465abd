"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";
import { Glyph } from "./icons";

export const backdropClass =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

/** A window over the page. Esc and a click outside close it; focus stays inside and returns afterwards. */
export function Dialog({
  open,
  onOpenChange,
  title,
  children,
  className,
  hideTitle = false,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  className?: string;
  /** The title is then for readers only. */
  hideTitle?: boolean;
}) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          className={cx(
            "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col",
            "overflow-hidden rounded-panel border border-line bg-n0 text-sm shadow-float outline-none",
            "transition-[opacity,translate] duration-150 ease-out",
            "data-ending-style:-translate-y-1 data-ending-style:opacity-0 data-starting-style:-translate-y-1 data-starting-style:opacity-0",
            className,
          )}
        >
          {hideTitle ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <div className="flex items-center justify-between border-line border-b py-2 pr-2 pl-4">
              <Base.Title className="font-semibold text-md">{title}</Base.Title>
              <Base.Close render={<IconButton label="Close">{<Glyph name="cross" size={14} />}</IconButton>} />
            </div>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
