"use client";
import { usePathname } from "next/navigation";
import { cx } from "@/components/ui/cx";
import { Link } from "./link";

export interface PageTab {
  readonly href: string;
  readonly title: string;
}

/** Pages that belong together, each with an address of its own, as a row of links. */
export function PageTabs({ label, pages }: { label: string; pages: readonly PageTab[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} data-chrome className="mt-1 flex gap-4 overflow-x-auto border-line border-b">
      {pages.map((page) => {
        const here = pathname === page.href;
        return (
          <Link
            key={page.href}
            href={page.href}
            aria-current={here ? "page" : undefined}
            className={cx(
              "-mb-px flex h-8 shrink-0 items-center border-b-2",
              here ? "border-n10 font-medium text-n10" : "border-transparent text-n8 hover:text-n10",
            )}
          >
            {page.title}
          </Link>
        );
      })}
    </nav>
  );
}
