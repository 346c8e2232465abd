"use client";
import { useToast } from "@/components/ui/toast";
import { pageHref } from "@/lib/contracts/api";

/** A link that shows this change of these two snapshots, whatever the filter here is. */
export function CopyLinkTo({
  open,
  ends,
}: {
  open: string;
  ends: { readonly snapshot: string; readonly before: string };
}) {
  const toast = useToast();
  const href = pageHref("/changes", { a: ends.before, b: ends.snapshot, q: open, open });
  return (
    <p data-chrome>
      <a
        href={href}
        className="link"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          void navigator.clipboard
            .writeText(new URL(href, window.location.href).href)
            .then(() => toast({ title: "Link to this change copied" }))
            .catch(() => window.location.assign(href));
        }}
      >
        Copy a link to this change
      </a>
    </p>
  );
}
