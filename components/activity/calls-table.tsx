import type { ReactNode } from "react";
import { Time } from "@/components/shared/time";
import { PlainTable } from "@/components/ui/plain-table";
import type { CallRow } from "@/lib/contracts/api";

const columns = [
  { title: "Time" },
  { title: "Action" },
  { title: "Resource", className: "max-w-80" },
  { title: "From" },
  { title: "Account, region" },
  { title: "Outcome" },
];

/** Calls of one session as a plain table: they come by the page. */
export function CallsTable({ calls, label = "Calls" }: { calls: readonly CallRow[]; label?: string }) {
  return (
    <PlainTable
      label={label}
      minWidth="min-w-[52rem]"
      columns={columns}
      rows={calls.map((call) => ({ key: `${call.eventId}${call.accountId}`, cells: cellsOf(call) }))}
    />
  );
}

function cellsOf(call: CallRow): ReactNode[] {
  return [
    <Time key="time" at={call.time} />,
    <span key="action">
      <code>{call.action ?? `${call.eventSource} ${call.eventName}`}</code>
      {call.invokedBy === null ? null : <span className="block text-n8 text-xs">by {call.invokedBy}</span>}
    </span>,
    call.resource === null ? null : (
      <code key="resource" className="block max-w-80 truncate" title={call.resource}>
        {call.resource}
      </code>
    ),
    <span key="from">
      <code>{call.sourceIp}</code>
      {call.vpcEndpointId === null ? null : <span className="block text-n8 text-xs">{call.vpcEndpointId}</span>}
    </span>,
    <span key="place" className="whitespace-nowrap">
      {call.accountId}, {call.region}
    </span>,
    call.errorCode === null ? (
      "done"
    ) : (
      <span key="outcome" className={call.denied ? "text-high" : "text-n9"}>
        {call.denied ? "✕ denied: " : ""}
        <code>{call.errorCode}</code>
      </span>
    ),
  ];
}
