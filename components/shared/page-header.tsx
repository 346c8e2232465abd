import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

/** Title of a page: what it is about, and the answer in one sentence. */
export function PageHeader({
  title,
  kind,
  children,
  actions,
}: {
  title: ReactNode;
  /** What the thing is: "Workload". */
  kind?: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-col gap-1 px-4 pt-4 pb-4 sm:px-gutter">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <h1
          tabIndex={-1}
          className={cx(
            "min-w-0 flex-1 basis-72 font-semibold tracking-[-0.01em]",
            // The longest names that AWS and Kubernetes take are no headline any more.
            typeof title === "string" && title.length > 80 ? "text-md" : "text-xl",
          )}
        >
          {kind === undefined ? null : (
            <span className="mr-2 font-normal text-n8 max-sm:block max-sm:text-sm">{kind} </span>
          )}
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </header>
  );
}

/** A part of a page with its heading. */
export function Section({
  title,
  note,
  children,
  id,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section id={id} aria-label={title} className="px-4 pb-6 sm:px-gutter">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold text-md">{title}</h2>
        {note ? <span className="text-n8">{note}</span> : null}
      </div>
      {children}
    </section>
  );
}
