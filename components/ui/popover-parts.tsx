"use client";
import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode, Ref } from "react";
import { cx } from "./cx";
import { floatClass } from "./float";

export const PopoverClose = Base.Close;

export function PopoverWindow({
  trigger,
  triggerRef,
  label,
  children,
  className,
  align,
}: {
  trigger: ReactElement;
  triggerRef: Ref<HTMLButtonElement>;
  label: string;
  children: ReactNode;
  className: string | undefined;
  align: "start" | "center" | "end";
}) {
  return (
    <Base.Root>
      <Base.Trigger ref={triggerRef} render={trigger} />
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
