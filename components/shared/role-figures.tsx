"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PlainTable } from "@/components/ui/plain-table";
import { accountPath, type RoleFigure } from "@/lib/contracts/api";
import { Link } from "./link";
import { formatNumber } from "./number";

/** Lines before the reader asks for the rest. */
const first = 12;

/** Roles with the number of workloads that use each. */
export function RoleFigures({
  label,
  roles,
  total,
}: {
  label: string;
  roles: readonly RoleFigure[];
  /** Where there are more than were listed. */
  total?: number;
}) {
  const [all, setAll] = useState(false);
  if (roles.length === 0) return <p className="text-n8">None.</p>;
  const shown = all ? roles : roles.slice(0, first);
  return (
    <div className="flex flex-col gap-2">
      <PlainTable
        label={label}
        minWidth="min-w-0"
        columns={[
          { title: "Role" },
          { title: "Account", className: "w-36" },
          { title: "Workloads", numeric: true, className: "w-24" },
        ]}
        rows={shown.map(({ role, figure }) => ({
          key: role.arn,
          cells: [
            <span key="role" className="break-all" title={role.arn}>
              {role.href === null ? (
                <span className="font-medium">{role.name}</span>
              ) : (
                <Link href={role.href} prefetch={false} className="link font-medium">
                  {role.name}
                </Link>
              )}
              {role.exists === false ? <span className="text-high"> ✕ does not exist</span> : null}
              {role.exists === null ? <span className="text-info"> ? not read</span> : null}
            </span>,
            <Link key="account" href={accountPath(role.accountId)} prefetch={false} className="hover:underline">
              <code>{role.accountId}</code>
            </Link>,
            <Link key="count" href={figure.href} prefetch={false} className="link">
              {formatNumber(figure.value)}
            </Link>,
          ],
        }))}
      />
      {shown.length < roles.length ? (
        <div data-chrome>
          <Button onClick={() => setAll(true)}>Show {formatNumber(roles.length - shown.length)} more</Button>
        </div>
      ) : null}
      {total !== undefined && total > roles.length && all ? (
        <p className="text-n8">
          The first {roles.length} of {formatNumber(total)}, by number of workloads.
        </p>
      ) : null}
    </div>
  );
}
