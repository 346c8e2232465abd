import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { Verdict } from "@/components/shared/verdict";
import type { RoleUse } from "@/lib/contracts/api";

const uses: Record<RoleUse["as"], string> = {
  role: "its role",
  target: "target of a chain",
  both: "role and target",
};

/** Rows that are drawn at once; a role that a thousand workloads share has its list under Workloads. */
const shown = 100;

/** Who uses a role, as what, and whether that works. */
export function RoleUses({ usedBy, allHref }: { usedBy: readonly RoleUse[]; allHref: string }) {
  if (usedBy.length === 0) return <p className="text-n8">No workload that was read is set up to use it.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[52rem] table-fixed border-collapse text-left">
        <thead>
          <tr className="border-line border-b text-n8 text-xs">
            <th scope="col" className="h-row w-64 pr-4 font-medium sm:w-auto">
              Workload
            </th>
            <th scope="col" className="h-row w-48 pr-4 font-medium">
              Cluster
            </th>
            <th scope="col" className="h-row w-28 pr-4 font-medium">
              Mechanism
            </th>
            <th scope="col" className="h-row w-36 pr-4 font-medium">
              Uses it as
            </th>
            <th scope="col" className="h-row w-32 font-medium">
              Verdict
            </th>
          </tr>
        </thead>
        <tbody>
          {usedBy.slice(0, shown).map((use) => (
            <tr key={`${use.workload.id} ${use.binding.id}`} className="border-line border-b">
              <td className="h-row min-w-48 py-1 pr-4">
                <Link href={use.workload.href} className="link">
                  {use.workload.kind === "node"
                    ? "nodes"
                    : `${use.workload.namespace ?? "*"}/${use.workload.serviceAccount ?? "*"}`}
                </Link>
              </td>
              <td className="h-row py-1 pr-4">{use.workload.clusterName ?? use.workload.issuer}</td>
              <td className="h-row pr-4 whitespace-nowrap">{mechanismName(use.binding.mechanism)}</td>
              <td className="h-row pr-4 whitespace-nowrap">{uses[use.as]}</td>
              <td className="h-row">
                <Verdict verdict={use.binding.verdict} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {usedBy.length > shown ? (
        <p className="mt-2">
          <Link href={allHref} className="link">
            {usedBy.length - shown} more under Workloads
          </Link>
        </p>
      ) : null}
    </div>
  );
}
