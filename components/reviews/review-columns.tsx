import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { counted } from "@/components/shared/number";
import { Severity } from "@/components/shared/severity";
import { Time } from "@/components/shared/time";
import { Verdict } from "@/components/shared/verdict";
import type { Column } from "@/components/ui/table/column";
import type { ReviewRow } from "@/lib/contracts/api";
import { severities } from "@/lib/domain/findings/finding";
import { DecisionWord } from "./decision";
import { ownerWord } from "./words";

interface Selection {
  readonly has: (row: number) => boolean;
  readonly toggle: (row: number, chosen: boolean) => void;
  /** False in a closed review: nothing is chosen there. */
  readonly open: boolean;
}

export function reviewRowName({ namespace, serviceAccount, cluster }: ReviewRow): string {
  return namespace === null || serviceAccount === null ? `nodes of ${cluster}` : `${namespace}/${serviceAccount}`;
}

export function reviewColumns(selection: Selection, href: (row: number) => string): readonly Column<ReviewRow>[] {
  return [
    {
      id: "name",
      title: "Workload",
      track: "minmax(13rem, 2.4fr)",
      cell: (row) => (
        <>
          {selection.open ? (
            <label className="-m-1 flex size-6 shrink-0 cursor-pointer items-center justify-center">
              <span className="sr-only">Choose {reviewRowName(row)}</span>
              <input
                type="checkbox"
                checked={selection.has(row.row)}
                onChange={(event) => selection.toggle(row.row, event.target.checked)}
                className="size-4 accent-accent"
              />
            </label>
          ) : null}
          <Link
            href={href(row.row)}
            prefetch={false}
            scroll={false}
            data-open={row.row}
            className="truncate hover:underline"
            title={reviewRowName(row)}
          >
            {reviewRowName(row)}
          </Link>
        </>
      ),
    },
    {
      id: "decision",
      title: "Decision",
      track: "minmax(8.5rem, 0.8fr)",
      cell: ({ decision }) => (
        <>
          <DecisionWord act={decision?.act ?? "undecided"} />
          {decision?.carried ? <span className="text-n8 text-xs">carried</span> : null}
        </>
      ),
    },
    {
      id: "owner",
      title: "Owner",
      track: "minmax(8rem, 0.9fr)",
      cell: ({ owner }) => <Text>{ownerWord(owner)}</Text>,
    },
    { id: "cluster", title: "Cluster", track: "minmax(8rem, 1fr)", cell: ({ cluster }) => <Text>{cluster}</Text> },
    {
      id: "permissions",
      title: "May do",
      track: "minmax(14rem, 2fr)",
      cell: ({ permissions, actions }) => (
        <span
          className="truncate"
          title={permissions.map(({ service, level, actions: n }) => `${service}: ${level}, ${n} actions`).join("\n")}
        >
          {permissions.length === 0 ? (
            <span className="text-n8">nothing</span>
          ) : (
            <>
              {permissions
                .slice(0, 3)
                .map(({ service, level }) => `${service} ${level.toLowerCase()}`)
                .join(", ")}
              <span className="text-n8"> · {counted(actions, "action", "actions")}</span>
            </>
          )}
        </span>
      ),
    },
    {
      id: "used",
      title: "Last used",
      track: "minmax(9.5rem, 0.8fr)",
      cell: ({ lastAssumedAt, roleLastUsedAt }) =>
        lastAssumedAt !== null ? (
          <Time at={lastAssumedAt} />
        ) : roleLastUsedAt !== null ? (
          <span className="truncate" title="IAM's own record of the role, whoever used it">
            role <Time at={roleLastUsedAt} />
          </span>
        ) : (
          <span className="text-n8">none seen</span>
        ),
    },
    {
      id: "findings",
      title: "Findings",
      track: "minmax(7rem, 0.6fr)",
      cell: ({ findings }) => <Findings findings={findings} />,
    },
    {
      id: "roles",
      title: "Role",
      track: "minmax(10rem, 1.2fr)",
      cell: ({ bindings }) => (
        <Text>
          {[...new Set(bindings.map(({ roleArn }) => roleArn.slice(roleArn.lastIndexOf("/") + 1)))].join(", ")}
        </Text>
      ),
    },
    {
      id: "mechanism",
      title: "Mechanism",
      track: "minmax(7rem, 0.6fr)",
      cell: ({ bindings }) => (
        <Text>{[...new Set(bindings.map(({ mechanism }) => mechanismName(mechanism)))].join(", ")}</Text>
      ),
    },
    {
      id: "verdict",
      title: "Verdict",
      track: "minmax(7.5rem, 0.7fr)",
      cell: ({ verdict }) => <Verdict verdict={verdict} />,
    },
    {
      id: "notRead",
      title: "Not read",
      track: "minmax(9rem, 1fr)",
      cell: ({ notRead }) =>
        notRead.length === 0 ? null : (
          <span className="truncate text-info" title={notRead.join("\n")}>
            ? {notRead[0]}
          </span>
        ),
    },
  ];
}

function Findings({ findings }: { findings: ReviewRow["findings"] }) {
  if (findings === null) return <span className="text-n8">not evaluated</span>;
  const worst = severities.find((severity) => findings[severity] > 0);
  const count = severities.reduce((sum, severity) => sum + findings[severity], 0);
  if (worst === undefined) return <span className="text-n8">none</span>;
  return (
    <>
      <Severity severity={worst} />
      {count > findings[worst] || findings[worst] > 1 ? <span className="tnum text-n8">of {count}</span> : null}
    </>
  );
}

function Text({ children }: { children: string }) {
  return (
    <span className="truncate" title={children}>
      {children}
    </span>
  );
}
