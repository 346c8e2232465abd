import type { ReactNode } from "react";
import { cx } from "./cx";
import { Glyph } from "./icons";

/** Something that is folded until asked for; printed open. */
export function Disclosure({
  title,
  open = false,
  children,
  className,
}: {
  title: ReactNode;
  open?: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <details open={open} className="group/disclosure">
      <summary className={cx("flex min-h-6 w-fit items-center gap-1", className)}>
        <span className="text-n7 transition-transform duration-120 group-open/disclosure:rotate-90" data-chrome>
          <Glyph name="chevronRight" size={12} />
        </span>
        {title}
      </summary>
      {children}
    </details>
  );
}
