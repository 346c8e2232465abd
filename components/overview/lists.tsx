import type { ReactNode } from "react";
import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { counted, formatNumber } from "@/components/shared/number";
import type { Figure, OverviewAnswer } from "@/lib/contracts/api";
import { Changes } from "./changes";

/** Where the estate is large: services, shared roles, accounts, mechanisms. */
export function Lists({ answer }: { answer: OverviewAnswer }) {
  return (
    <div className="flex min-w-0 flex-col gap-6 max-xl:mt-6">
      <Changes />
      <Bars
        title="Services that workloads may use"
        note="by the policies of their roles"
        rows={answer.services.map((row) => ({
          key: row.service,
          name: row.service === "*" ? "every service" : row.service,
          figure: row.figure,
        }))}
      />
      <Part title="Roles that most workloads share">
        {answer.sharedRoles.length === 0 ? <p className="py-1 text-n8">No role is shared.</p> : null}
        <ul>
          {answer.sharedRoles.map((role) => (
            <Row
              key={role.arn}
              href={role.href}
              name={role.name}
              value={`${counted(role.workloads, "workload", "workloads")}, ${counted(role.clusters, "cluster", "clusters")}`}
            />
          ))}
        </ul>
      </Part>
      <Bars
        title="How roles are given"
        rows={answer.mechanisms.map((row) => ({
          key: row.mechanism,
          name: mechanismName(row.mechanism),
          figure: row.figure,
        }))}
      />
      <Part title="Accounts">
        <ul>
          {answer.accounts.map((account) => (
            <Row
              key={account.id}
              href={account.href}
              name={account.name ?? account.id}
              value={[
                counted(account.clusters, "cluster", "clusters"),
                counted(account.workloads, "workload", "workloads"),
                ...(account.gaps > 0 ? [counted(account.gaps, "gap", "gaps")] : []),
              ].join(", ")}
            />
          ))}
        </ul>
      </Part>
    </div>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div className="flex items-baseline gap-2 border-line-strong border-b pb-1">
        <h2 className="font-semibold text-md">{title}</h2>
        {note ? <p className="text-n8">{note}</p> : null}
      </div>
      {children}
    </section>
  );
}

function Row({ href, name, value }: { href: string; name: string; value: string }) {
  return (
    <li className="flex min-h-row items-center justify-between gap-4 border-line border-b">
      <Link href={href} className="min-w-0 truncate hover:underline" title={name}>
        {name}
      </Link>
      <span className="tnum shrink-0 text-n8">{value}</span>
    </li>
  );
}

function Bars({
  title,
  note,
  rows,
}: {
  title: string;
  note?: string;
  rows: readonly { readonly key: string; readonly name: string; readonly figure: Figure }[];
}) {
  const most = Math.max(1, ...rows.map((row) => row.figure.value));
  return (
    <Part title={title} {...(note ? { note } : {})}>
      {rows.length === 0 ? <p className="py-1 text-n8">None.</p> : null}
      <ul>
        {rows.map((row) => (
          <li key={row.key} className="border-line border-b">
            <Link href={row.figure.href} className="flex min-h-row items-center gap-3 hover:bg-n2">
              <span className="min-w-0 flex-1 truncate">{row.name}</span>
              <progress aria-hidden="true" value={row.figure.value} max={most} className="scan-bar" />
              <span className="tnum w-12 text-right">{formatNumber(row.figure.value)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
