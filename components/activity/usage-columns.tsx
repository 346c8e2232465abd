import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import { Verdict } from "@/components/shared/verdict";
import { cx } from "@/components/ui/cx";
import type { Column } from "@/components/ui/table/column";
import type { UsedGrantRow } from "@/lib/contracts/api";
import { pageHref, workloadPath } from "@/lib/contracts/api";
import { parseArn } from "@/lib/domain/aws/arn";
import { roleText, wordsOfUse } from "./words";

export const usageColumns: readonly Column<UsedGrantRow>[] = [
  { id: "workload", title: "Workload", track: "minmax(11rem, 1.5fr)", cell: (row) => <Who id={row.workloadId} /> },
  {
    id: "role",
    title: "Role",
    track: "minmax(9rem, 1.2fr)",
    cell: (row) => (
      <Link
        href={pageHref("/least-privilege", { workload: row.workloadId, role: row.roleArn })}
        prefetch={false}
        className="truncate hover:underline"
        title={`Least privilege of ${row.roleArn}`}
      >
        {roleText(row.roleArn)}
      </Link>
    ),
  },
  {
    id: "action",
    title: "Action",
    track: "minmax(11rem, 1.5fr)",
    cell: (row) => (
      <code className="truncate" title={row.action}>
        {row.action}
      </code>
    ),
  },
  {
    id: "granted",
    title: "Granted",
    track: "8rem",
    cell: (row) => <Verdict verdict={row.granted ?? "denied"} />,
  },
  {
    id: "use",
    title: "Use",
    track: "8.5rem",
    cell: (row) => {
      const { sign, word } = wordsOfUse[row.use];
      return (
        <span
          className={cx("font-medium", row.use === "denied" && "text-high", row.use === "not-watched" && "text-info")}
        >
          <span aria-hidden="true">{sign} </span>
          {word}
        </span>
      );
    },
  },
  {
    id: "calls",
    title: "Calls",
    track: "7rem",
    numeric: true,
    cell: (row) => (
      <>
        {formatNumber(row.calls)}
        {row.denied > 0 ? <span className="text-high"> ✕ {formatNumber(row.denied)}</span> : null}
      </>
    ),
  },
  {
    id: "last",
    title: "Last seen",
    track: "11.75rem",
    cell: (row) =>
      row.last !== null ? (
        <Time at={row.last} />
      ) : row.serviceLastAccessed !== null ? (
        <span title={iamLimits}>
          {row.serviceLastAccessed === "never" ? (
            "service: not in 400 days"
          ) : (
            <>
              service: <Time at={row.serviceLastAccessed} />
            </>
          )}
        </span>
      ) : null,
  },
  {
    id: "because",
    title: "Rests on",
    track: "minmax(12rem, 2fr)",
    cell: (row) => (
      <span className="truncate text-n8" title={row.because}>
        {row.because}
      </span>
    ),
  },
];

/** What IAM's word does not cover. Source: IAM User Guide, "Things to know about last accessed information". */
const iamLimits =
  "IAM's service-last-accessed report of the role: all its sessions, not this workload's alone; denied attempts count; calls of the last four hours may be missing.";

function Who({ id }: { id: string }) {
  const [place = "", namespace = null, serviceAccount = null] = id.split("|");
  const arn = parseArn(place);
  const text = namespace === null ? id : `${namespace}/${serviceAccount}`;
  if (arn === null || namespace === null) {
    return (
      <span className="truncate" title={id}>
        {text}
      </span>
    );
  }
  const href = workloadPath({
    accountId: arn.accountId,
    region: arn.region,
    cluster: arn.resource.slice(arn.resource.indexOf("/") + 1),
    namespace,
    serviceAccount,
  });
  return (
    <Link href={href} prefetch={false} className="truncate font-medium hover:underline" title={id}>
      {text}
    </Link>
  );
}
