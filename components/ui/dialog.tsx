"use client";
import type { DialogProps } from "./dialog-parts";
import { late, useWanted } from "./late";

const parts = late(() => import("./dialog-parts"));

/** A window over the page. Esc and a click outside close it; focus stays inside and returns afterwards. */
export function Dialog(props: DialogProps) {
  const module = useWanted(parts, props.open);
  return module === null ? null : <module.DialogWindow {...props} />;
}

/** Whether the window can be drawn at once; asking fetches it. */
export function useDialogReady(wanted: boolean): boolean {
  return useWanted(parts, wanted) !== null;
}
