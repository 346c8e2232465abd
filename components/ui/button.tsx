import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

type Variant = "plain" | "primary" | "quiet";

const base =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control text-sm font-medium whitespace-nowrap " +
  "transition-colors duration-150 ease-out disabled:opacity-50 aria-disabled:opacity-50 select-none";

const variants: Record<Variant, string> = {
  plain: "h-7 border border-line-strong bg-n0 px-2.5 text-n10 hover:bg-n2 active:bg-n3",
  primary: "h-7 border border-n10 bg-n10 px-3 text-n0 hover:bg-n9 hover:border-n9",
  quiet: "h-7 px-2 text-n8 hover:bg-n3 hover:text-n10 data-popup-open:bg-n3 data-popup-open:text-n10",
};

export function buttonClass(variant: Variant = "plain", className?: string): string {
  return cx(base, variants[variant], className);
}

export function Button({ variant = "plain", className, ...props }: ComponentProps<"button"> & { variant?: Variant }) {
  return <button type="button" {...props} className={buttonClass(variant, className)} />;
}

/** A square button that shows only an icon: `label` is its accessible name. */
export function IconButton({
  label,
  children,
  className,
  ...props
}: Omit<ComponentProps<"button">, "aria-label"> & { label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      title={label}
      {...props}
      aria-label={label}
      className={cx(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-control text-n8 transition-colors duration-150",
        "hover:bg-n3 hover:text-n10 data-popup-open:bg-n3 data-popup-open:text-n10",
        className,
      )}
    >
      {children}
    </button>
  );
}
