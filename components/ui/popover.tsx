"use client";
import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";

export const floatClass =
  "rounded-panel border border-line bg-n0 text-sm shadow-float outline-none transition-[opacity,translate] duration-120 ease-out " +
  "data-starting-style:-translate-y-0.5 data-starting-style:opacity-0 data-ending-style:opacity-0";

/** A button in the window that closes it, besides what else it does. */
export const PopoverClose = Base.Close;

/** `trigger` must be a button; `label` names the window for readers. */
export function Popover({
  trigger,
  label,
  children,
  className,
  align = "start",
}: {
  trigger: ReactElement;
  label: string;
  children: ReactNode;
  className?: string;
  align?: "start" | "center" | "end";
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} collisionPadding={8} className="z-50">
          <Base.Popup aria-label={label} className={cx(floatClass, "max-w-[calc(100vw-1rem)]", className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
