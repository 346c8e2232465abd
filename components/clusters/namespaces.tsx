"use client";
import { useState } from "react";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Verdict } from "@/components/shared/verdict";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import { PlainTable } from "@/components/ui/plain-table";
import { type ClusterDetail, pageHref } from "@/lib/contracts/api";

/** Lines before the reader asks for the rest. */
const first = 40;

/** Namespaces of a cluster, those with most workloads first. */
export function Namespaces({
  namespaces,
  cluster,
}: {
  namespaces: ClusterDetail["namespaces"];
  cluster: ClusterDetail["cluster"];
}) {
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  if (namespaces.length === 0) return <p className="text-n8">No workload, so no namespace.</p>;
  const needle = text.trim().toLowerCase();
  const found = namespaces.filter((each) => each.name.toLowerCase().includes(needle));
  const shown = all ? found : found.slice(0, first);
  return (
    <div className="flex max-w-page flex-col gap-2">
      {namespaces.length > 12 ? (
        <SearchInput
          label="Search namespaces"
          placeholder="Search namespaces"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="w-full sm:w-64"
        />
      ) : null}
      <PlainTable
        label="Namespaces"
        minWidth="min-w-[32rem]"
        columns={[
          { title: "Namespace" },
          { title: "Worst of its workloads", className: "w-44" },
          { title: "Workloads", numeric: true, className: "w-24" },
        ]}
        rows={shown.map(({ name, figure, verdict, system }) => ({
          key: name,
          cells: [
            <span key="name" className="break-all">
              <Link href={figure.href} className="link">
                {name}
              </Link>
              {system ? <span className="text-n8"> system</span> : null}
              <Link
                href={pageHref("/ask", { tab: "matrix", cluster: cluster.arn, namespace: name })}
                className="link ml-3 whitespace-nowrap text-n8"
              >
                Access by level<span className="sr-only"> of {name}</span>
              </Link>
            </span>,
            <Verdict key="verdict" verdict={verdict} />,
            formatNumber(figure.value),
          ],
        }))}
      />
      {found.length === 0 ? <p className="text-n8">Nothing matches.</p> : null}
      {found.length > shown.length ? (
        <div>
          <Button onClick={() => setAll(true)}>Show {formatNumber(found.length - shown.length)} more</Button>
        </div>
      ) : null}
    </div>
  );
}
