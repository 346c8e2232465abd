import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Glyph } from "./icons";

/** A native checkbox with its label; the whole line is the target. */
export function Checkbox({
  children,
  className,
  ...props
}: Omit<ComponentProps<"input">, "type" | "children"> & { children: ReactNode }) {
  return (
    <label className={cx("flex min-h-7 cursor-pointer items-center gap-2 text-sm", className)}>
      <span className="relative inline-flex size-4 shrink-0 items-center justify-center">
        <input
          {...props}
          type="checkbox"
          className="peer size-4 cursor-pointer appearance-none rounded-sm border border-n7 bg-n0 checked:border-accent checked:bg-accent"
        />
        <span className="pointer-events-none absolute text-n0 opacity-0 peer-checked:opacity-100">
          <Glyph name="check" size={12} />
        </span>
      </span>
      {children}
    </label>
  );
}
