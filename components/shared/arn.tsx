import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { ConsoleLink } from "./console-link";

/** Characters of the end that always stay in sight: the name is there. */
const tail = 28;

/**
 * An ARN or another long id. It is cut in its middle by the layout only: the whole text is in the page, so that
 * selecting, copying, finding and reading it aloud give all of it.
 */
export function Arn({
  value,
  what = "ARN",
  consoleUrl = null,
  wrap = false,
  className,
}: {
  value: string;
  /** What is copied or opened: "role ARN". */
  what?: string;
  consoleUrl?: string | null;
  /** Break over several lines instead of cutting. */
  wrap?: boolean;
  className?: string;
}) {
  const cut = Math.max(0, value.length - tail);
  return (
    <span className={cx("inline-flex min-w-0 max-w-full items-center gap-0.5", className)}>
      {wrap ? (
        <code className="min-w-0 break-all text-n9">{value}</code>
      ) : (
        <code
          title={value}
          className="flex min-w-0 whitespace-pre text-n9 print:block print:break-all print:whitespace-normal"
        >
          {cut === 0 ? null : (
            <span className="min-w-[2ch] shrink truncate print:overflow-visible print:whitespace-normal">
              {value.slice(0, cut)}
            </span>
          )}
          <span className="shrink-0">{value.slice(cut)}</span>
        </code>
      )}
      <CopyButton text={value} what={what} />
      <ConsoleLink url={consoleUrl} what={what} />
    </span>
  );
}
