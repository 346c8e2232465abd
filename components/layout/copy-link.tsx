"use client";
import { CopyButton } from "@/components/ui/copy-button";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";

/** Copies the address of what is seen, with its snapshot: whoever opens it sees the same, also after the next scan. */
export function CopyLink() {
  const { id } = useSnapshotChoice();
  if (id === null) return null;
  const address = () => {
    const url = new URL(window.location.href);
    url.searchParams.set("snapshot", id);
    return url.href;
  };
  return <CopyButton text={address} what="link to this view" icon="link" className="size-7 max-sm:hidden" />;
}
