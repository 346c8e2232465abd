"use client";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { late, useLateTrigger } from "./late";
import type * as Parts from "./menu-parts";

const parts = late(() => import("./menu-parts"));

/** `trigger` must be a button. What stands in the menu is drawn, and fetched, only when it is opened. */
export function Menu({
  trigger,
  children,
  align = "end",
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
}) {
  const { module, button, ref } = useLateTrigger(parts, trigger, "menu");
  if (module === null) return button;
  return (
    <module.MenuWindow trigger={button} triggerRef={ref} align={align}>
      {children}
    </module.MenuWindow>
  );
}

/** Parts stand in a `Menu` that is open: they are there. */
function opened(): typeof Parts {
  const module = parts.now();
  if (module === null) throw new Error("a part of a menu stands outside one");
  return module;
}

export function MenuItem(props: ComponentProps<typeof Parts.MenuItem>) {
  const { MenuItem: Part } = opened();
  return <Part {...props} />;
}

/** One choice of several, with its heading. */
export function MenuChoice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly label: string }[];
  onChange: (value: T) => void;
}) {
  const { MenuChoice: Part } = opened();
  return <Part {...props} />;
}

export function MenuSeparator() {
  const { MenuSeparator: Part } = opened();
  return <Part />;
}
