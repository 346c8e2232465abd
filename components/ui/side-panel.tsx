"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";
import { Glyph } from "./icons";

/**
 * Slides over from the right and keeps what is under it in sight and in reach: it is not modal. Esc closes it.
 * The caller keeps `open` in the address, so that Back closes it too.
 */
export function SidePanel({
  open,
  onClose,
  title,
  actions,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open={open}
      modal={false}
      disablePointerDismissal
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          data-side-panel=""
          className={cx(
            "fixed inset-y-0 right-0 z-40 flex w-panel max-w-full flex-col xl:top-bar border-line border-l bg-n0 shadow-float outline-none",
            "transition-[translate,opacity] duration-180 ease-out data-ending-style:translate-x-6 data-ending-style:opacity-0",
            "data-starting-style:translate-x-6 data-starting-style:opacity-0",
          )}
        >
          <div className="flex min-h-bar items-center gap-2 border-line border-b py-1.5 pr-2 pl-4">
            <Base.Title
              title={typeof title === "string" ? title : undefined}
              className="line-clamp-3 min-w-0 flex-1 font-semibold text-md"
            >
              {title}
            </Base.Title>
            {actions}
            <Base.Close
              render={
                <IconButton label="Close panel">
                  <Glyph name="cross" size={14} />
                </IconButton>
              }
            />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 py-3">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
