import type { ReactNode } from "react";
import { Link } from "@/components/shared/link";
import { Time } from "@/components/shared/time";
import type { Column } from "@/components/ui/table/column";
import type { AssumptionRow } from "@/lib/contracts/api";
import { Outcome } from "./outcome";
import { clusterText, confidenceWords, mechanismWords, roleText, workloadHref, workloadText } from "./words";

export const assumptionColumns: readonly Column<AssumptionRow>[] = [
  { id: "time", title: "Time", track: "11.75rem", cell: (row) => <Time at={row.time} /> },
  {
    id: "outcome",
    title: "Outcome",
    track: "7rem",
    cell: (row) => <Outcome outcome={row.outcome} code={row.errorCode} />,
  },
  {
    id: "workload",
    title: "Workload",
    track: "minmax(11rem, 2fr)",
    cell: (row) => {
      const text = workloadText(row.workload);
      const href = workloadHref(row.workload);
      if (text === null) return <Quiet>{row.outcome === "denied" ? "not in the record" : "not known"}</Quiet>;
      return href === null ? (
        <Text>{text}</Text>
      ) : (
        <Link href={href} prefetch={false} className="truncate font-medium hover:underline" title={text}>
          {text}
        </Link>
      );
    },
  },
  {
    id: "cluster",
    title: "Cluster",
    track: "minmax(7rem, 1fr)",
    cell: (row) => <Text>{clusterText(row.workload)}</Text>,
  },
  {
    id: "pod",
    title: "Pod",
    track: "minmax(9rem, 1.4fr)",
    cell: (row) => (row.pod === null ? <Quiet>not recorded</Quiet> : <Text>{row.pod}</Text>),
  },
  {
    id: "role",
    title: "Role",
    track: "minmax(10rem, 1.6fr)",
    cell: (row) => {
      if (row.roleArn === null) return <Quiet>not in the record</Quiet>;
      const target = row.targetRoleArn === null ? "" : ` → ${roleText(row.targetRoleArn)}`;
      return (
        <Text hint={`${row.roleArn}${row.targetRoleArn === null ? "" : `\n→ ${row.targetRoleArn}`}`}>
          {roleText(row.roleArn) + target}
        </Text>
      );
    },
  },
  {
    id: "mechanism",
    title: "Mechanism",
    track: "7rem",
    cell: (row) => (row.mechanism === null ? <Quiet>other</Quiet> : <Text>{mechanismWords[row.mechanism]}</Text>),
  },
  {
    id: "confidence",
    title: "Known",
    track: "minmax(8rem, 0.9fr)",
    cell: (row) => <Text hint={confidenceWords[row.confidence].means}>{confidenceWords[row.confidence].word}</Text>,
  },
  {
    id: "source",
    title: "From",
    track: "minmax(8rem, 0.9fr)",
    cell: (row) => <Text>{row.node ?? row.sourceIp}</Text>,
  },
];

function Text({ children, hint }: { children: string | null; hint?: string }) {
  if (children === null) return null;
  return (
    <span className="truncate" title={hint ?? children}>
      {children}
    </span>
  );
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className="truncate text-n8">{children}</span>;
}
