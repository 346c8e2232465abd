import { cx } from "@/components/ui/cx";
import type { Sentence as Parts } from "@/lib/contracts/api";
import { Link } from "./link";

/** The answer to a page's first question; what is a number or a name in it leads to its rows. */
export function Sentence({ parts, className }: { parts: Parts; className?: string }) {
  return (
    <p className={cx("max-w-lines text-lg", className)} data-answer>
      {parts.map((part, at) =>
        part.href === null ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence never changes its order
          <Link key={at} href={part.href} className="link font-medium">
            {part.text}
          </Link>
        ),
      )}
    </p>
  );
}
