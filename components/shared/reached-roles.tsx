import { PlainTable } from "@/components/ui/plain-table";
import type { ReachedRole } from "@/lib/contracts/api";
import { Link } from "./link";
import { Verdict } from "./verdict";

/** Roles behind the first one, each with the way to it. */
export function ReachedRoles({ reached }: { reached: readonly ReachedRole[] }) {
  return (
    <div className="max-w-page">
      <PlainTable
        label="Roles that its credentials can assume"
        columns={[
          { title: "Role" },
          { title: "Verdict", className: "w-36" },
          { title: "Through" },
          { title: "Hops", numeric: true, className: "w-16" },
        ]}
        rows={reached.map((each, at) => ({
          key: `${each.role.arn} ${at}`,
          cells: [
            <span key="role" className="min-w-0 break-all" title={each.role.arn}>
              {each.role.href === null ? (
                each.role.name
              ) : (
                <Link href={each.role.href} prefetch={false} className="link font-medium">
                  {each.role.name}
                </Link>
              )}{" "}
              <span className="text-n8">{each.role.accountId}</span>
            </span>,
            <Verdict key="verdict" verdict={each.verdict} />,
            <span key="through" className="break-all text-n9">
              {each.through.map((role) => role.name).join(" → ")}
              {each.cycle ? <span className="text-n8"> (back to a role that is on the way)</span> : null}
            </span>,
            each.depth,
          ],
        }))}
      />
    </div>
  );
}
