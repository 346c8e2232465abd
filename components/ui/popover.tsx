"use client";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { late, useLateTrigger } from "./late";
import type * as Parts from "./popover-parts";

const parts = late(() => import("./popover-parts"));

/** `trigger` must be a button; `label` names the window for readers. What stands in it is drawn only when it is opened. */
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
  const { module, button, ref } = useLateTrigger(parts, trigger, "dialog");
  if (module === null) return button;
  return (
    <module.PopoverWindow trigger={button} triggerRef={ref} label={label} className={className} align={align}>
      {children}
    </module.PopoverWindow>
  );
}

/** A button in the window that closes it, besides what else it does. */
export function PopoverClose(props: ComponentProps<typeof Parts.PopoverClose>) {
  const module = parts.now();
  if (module === null) throw new Error("what closes a window stands outside one");
  return <module.PopoverClose {...props} />;
}
