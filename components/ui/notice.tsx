import type { ReactNode } from "react";
import { cx } from "./cx";
import { Glyph, type IconName } from "./icons";

/** One line (or a few) above the content that it is about. */
export function Notice({
  icon = "info",
  children,
  action,
  className,
}: {
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cx("flex items-start gap-2 rounded-control border border-line bg-n1 px-3 py-2", className)}>
      <span className="mt-0.5 text-n8">
        <Glyph name={icon} />
      </span>
      <div className="min-w-0 flex-1 text-n9">{children}</div>
      {action}
    </div>
  );
}

/** What stands in the place of content that is not there: why, and the one next step. */
export function StateMessage({
  icon = "info",
  title,
  children,
  action,
  role,
  page = false,
}: {
  icon?: IconName;
  /** It stands for the whole page: its title is then the page's. */
  page?: boolean;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  role?: "alert" | "status";
}) {
  const Title = page ? "h1" : "h2";
  return (
    <div role={role} className="mx-auto flex max-w-[34rem] flex-col items-start gap-2 px-4 py-12">
      <span className="text-n7">
        <Glyph name={icon} size={20} />
      </span>
      <Title className="font-semibold text-lg">{title}</Title>
      {children ? <div className="text-md text-n8">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap items-center gap-2">{action}</div> : null}
    </div>
  );
}
