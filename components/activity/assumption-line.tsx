import { Link } from "@/components/shared/link";
import { Time } from "@/components/shared/time";
import type { AssumptionRow } from "@/lib/contracts/api";
import { Outcome } from "./outcome";
import { mechanismWords, roleText, sessionPath, workloadText } from "./words";

/** One assumption of a chain, as an item of a list. */
export function AssumptionLine({ row }: { row: AssumptionRow }) {
  const who = workloadText(row.workload);
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 border-line border-b pb-1 last:border-b-0">
      <Time at={row.time} />
      <Outcome outcome={row.outcome} code={row.errorCode} />
      <span className="min-w-0 break-words" title={row.roleArn ?? undefined}>
        {who === null ? "" : `${who} → `}
        <span className="font-medium">{row.roleArn === null ? "role not in the record" : roleText(row.roleArn)}</span>
        {row.mechanism === null ? "" : `, ${mechanismWords[row.mechanism]}`}
        {row.pod === null ? "" : `, pod ${row.pod}`}
      </span>
      {row.sessionId === null ? null : (
        <Link href={sessionPath(row.sessionId)} prefetch={false} className="link">
          session
        </Link>
      )}
    </li>
  );
}
