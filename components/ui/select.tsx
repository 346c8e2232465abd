import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Glyph } from "./icons";

/** The browser's own select: it works with every keyboard, reader and phone, and needs no style attribute. */
export function Select({
  label,
  options,
  className,
  ...props
}: Omit<ComponentProps<"select">, "aria-label" | "children"> & {
  label: string;
  options: readonly { readonly value: string; readonly label: string }[];
}) {
  return (
    <span className={cx("relative inline-flex items-center", className)}>
      <select
        {...props}
        aria-label={label}
        className="h-7 w-full appearance-none rounded-control border border-line-strong bg-n0 pr-7 pl-2.5 text-sm text-n10 hover:border-n6"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <span className="pointer-events-none absolute right-2 text-n7">
        <Glyph name="chevronDown" size={12} />
      </span>
    </span>
  );
}
