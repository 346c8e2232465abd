import Link from "next/link";
import { PlainTable } from "@/components/ui/plain-table";
import type { RoleFigure } from "@/lib/contracts/api";
import { formatNumber } from "./number";
import { RoleLink } from "./role-link";

/** Roles with the number of workloads that use each. */
export function RoleFigures({
  label,
  roles,
  total,
}: {
  label: string;
  roles: readonly RoleFigure[];
  /** Where there are more than are listed. */
  total?: number;
}) {
  if (roles.length === 0) return <p className="text-n8">None.</p>;
  return (
    <>
      <PlainTable
        label={label}
        minWidth="min-w-0"
        columns={[{ title: "Role" }, { title: "Workloads", numeric: true, className: "w-28" }]}
        rows={roles.map(({ role, figure }) => ({
          key: role.arn,
          cells: [
            <RoleLink key="role" role={role} />,
            <Link key="count" href={figure.href} className="link">
              {formatNumber(figure.value)}
            </Link>,
          ],
        }))}
      />
      {total !== undefined && total > roles.length ? (
        <p className="mt-1 text-n8">
          The first {roles.length} of {formatNumber(total)}, by number of workloads.
        </p>
      ) : null}
    </>
  );
}
