import { Time } from "@/components/shared/time";
import type { CallRow } from "@/lib/contracts/api";

/** Calls of one session as a plain table: they come by the page. */
export function CallsTable({ calls }: { calls: readonly CallRow[] }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Calls"
      className="max-w-full overflow-x-auto"
    >
      <table className="w-full min-w-[52rem]">
        <thead className="text-left text-n8 text-xs">
          <tr>
            {["Time", "Action", "Resource", "From", "Account, region", "Outcome"].map((title) => (
              <th key={title} scope="col" className="py-1 pr-4 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.eventId} className="border-line border-t align-top">
              <td className="py-1 pr-4">
                <Time at={call.time} />
              </td>
              <td className="py-1 pr-4">
                <code>{call.action ?? `${call.eventSource} ${call.eventName}`}</code>
                {call.invokedBy === null ? null : <p className="text-n8 text-xs">by {call.invokedBy}</p>}
              </td>
              <td className="max-w-80 py-1 pr-4">
                {call.resource === null ? null : (
                  <code className="block truncate" title={call.resource}>
                    {call.resource}
                  </code>
                )}
              </td>
              <td className="py-1 pr-4">
                <code>{call.sourceIp}</code>
                {call.vpcEndpointId === null ? null : <p className="text-n8 text-xs">{call.vpcEndpointId}</p>}
              </td>
              <td className="py-1 pr-4 whitespace-nowrap">
                {call.accountId}, {call.region}
              </td>
              <td className="py-1">
                {call.errorCode === null ? (
                  "done"
                ) : (
                  <span className={call.denied ? "text-high" : "text-n9"}>
                    {call.denied ? "✕ denied: " : ""}
                    <code>{call.errorCode}</code>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
