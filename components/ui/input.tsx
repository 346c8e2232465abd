import type { ComponentProps, Ref } from "react";
import { cx } from "./cx";
import { Glyph } from "./icons";

export const fieldClass =
  "h-7 w-full min-w-0 rounded-control border border-line-strong bg-n0 px-2.5 text-sm text-n10 placeholder:text-n8 " +
  "transition-colors duration-150 hover:border-n6 disabled:opacity-50 aria-invalid:border-high";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...props} className={cx(fieldClass, className)} />;
}

/** A search field: `label` names it for readers; the placeholder only hints. */
export function SearchInput({
  label,
  className,
  ref,
  ...props
}: Omit<ComponentProps<"input">, "type" | "aria-label"> & { label: string; ref?: Ref<HTMLInputElement> }) {
  return (
    <span className={cx("relative flex min-w-0 items-center", className)}>
      <span className="pointer-events-none absolute left-2 text-n7">
        <Glyph name="search" size={14} />
      </span>
      <input
        {...props}
        ref={ref}
        type="search"
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        className={cx(fieldClass, "pl-7")}
      />
    </span>
  );
}
