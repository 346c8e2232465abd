import { SeverityCountLinks, totalCount } from "@/components/parts/severity-counts";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { type FindingsAnswer, pageHref } from "@/lib/contracts/api";

/** How many are open and how bad; each number leads to its rows. */
export function CountsSentence({ counts }: { counts: FindingsAnswer["counts"] }) {
  const open = totalCount(counts.open);
  const accepted = totalCount(counts.accepted);
  return (
    <div className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
      <p className="text-lg" data-answer>
        {open === 0 ? (
          "Nothing is open"
        ) : (
          <Link href={pageHref("/findings", { status: ["open"] })} className="link font-medium">
            {counted(open, "finding is open", "findings are open")}
          </Link>
        )}
        {accepted === 0 ? null : (
          <>
            {open === 0 ? "; " : ", "}
            <Link href={pageHref("/findings", { status: ["accepted"] })} className="link font-medium">
              {formatNumber(accepted)} {accepted === 1 ? "is accepted" : "are accepted"}
            </Link>
          </>
        )}
        .
      </p>
      {open === 0 ? null : <SeverityCountLinks counts={counts.open} query={{ status: ["open"] }} />}
    </div>
  );
}
