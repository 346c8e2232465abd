import { cx } from "./cx";

/** A grey bar in the place of text to come. */
export function Skeleton({ className }: { className?: string }) {
  return <span className={cx("block h-3 animate-pulse rounded-sm bg-n3", className)} />;
}

const widths = ["w-2/5", "w-3/5", "w-1/2", "w-1/3", "w-3/4"];

/** The final shape of a list, shown only when loading takes longer than 200 ms. */
export function SkeletonRows({ rows = 8, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="animate-appear">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={row} className="flex h-row items-center gap-6 border-line border-b">
          <Skeleton className={cx("flex-2", widths[row % widths.length])} />
          <Skeleton className="flex-1" />
          <Skeleton className="hidden flex-1 sm:block" />
        </div>
      ))}
    </div>
  );
}
