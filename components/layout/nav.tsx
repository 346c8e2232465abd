"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { Link } from "@/components/shared/link";
import { cx } from "@/components/ui/cx";
import { Glyph, Mark } from "@/components/ui/icons";
import { useStatus } from "@/lib/client/status";
import { pageHref } from "@/lib/contracts/api";
import { isAt, places } from "./places";

/** The left column: where one can go, and at its foot whose estate this is. */
export function Nav({ onGo = () => undefined }: { onGo?: () => void }) {
  const pathname = usePathname();
  // A snapshot chosen in the address stays chosen from page to page.
  const snapshot = useSearchParams().get("snapshot") ?? undefined;
  return (
    <nav aria-label="Main" className="flex h-full flex-col bg-n1">
      <Link
        href={pageHref("/", { snapshot })}
        onClick={onGo}
        className="flex h-bar items-center gap-2 px-4 font-semibold text-md"
      >
        <Mark />
        Podlens
      </Link>
      <div className="flex flex-col gap-px px-2 py-1">
        {places.map((place) => {
          const here = isAt(place, pathname);
          return (
            <Link
              key={place.href}
              href={pageHref(place.href, { snapshot })}
              onClick={onGo}
              aria-current={here ? "page" : undefined}
              className={cx(
                "flex h-8 items-center gap-2.5 rounded-control px-2",
                here ? "bg-n3 font-medium text-n10" : "text-n8 hover:bg-n2 hover:text-n10",
              )}
            >
              <Glyph name={place.icon} />
              {place.title}
            </Link>
          );
        })}
      </div>
      <Identity />
    </nav>
  );
}

function Identity() {
  const status = useStatus();
  if (!status.data) return null;
  const { identity, sandbox, version } = status.data;
  return (
    <div className="mt-auto border-line border-t px-4 py-3 text-n8 text-xs">
      {sandbox ? (
        <p className="mb-1 text-n9">
          <span className="font-medium text-n10">Sample estate.</span> Nothing here is read from AWS.
        </p>
      ) : null}
      {identity.kind === "known" ? (
        <p>
          Reads as <code className="break-all text-n9">{identity.arn}</code>
        </p>
      ) : null}
      {identity.kind === "failed" ? <p className="text-medium">Not signed in to AWS</p> : null}
      <p className="mt-1">Podlens {version}</p>
    </div>
  );
}
