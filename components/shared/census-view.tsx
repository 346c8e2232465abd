import type { ReactNode } from "react";
import type { Census } from "@/lib/contracts/api";
import { Link } from "./link";
import { mechanismName } from "./mechanism";
import { formatNumber } from "./number";
import { Verdict } from "./verdict";

/** Workloads by verdict, mechanism and service: each number leads to its rows. */
export function CensusView({ census }: { census: Census }) {
  if (census.workloads.value === 0) return <p className="text-n8">No workload.</p>;
  return (
    <div className="grid max-w-page gap-x-10 gap-y-4 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_2fr]">
      <Part title="By verdict">
        {census.verdicts.map(({ verdict, figure }) => (
          <Line key={verdict} href={figure.href} count={figure.value}>
            <Verdict verdict={verdict} />
          </Line>
        ))}
      </Part>
      <Part title="By mechanism">
        {census.mechanisms.map(({ mechanism, figure }) => (
          <Line key={mechanism} href={figure.href} count={figure.value}>
            {mechanismName(mechanism)}
          </Line>
        ))}
      </Part>
      <Part title="Services that their credentials allow something of">
        <li className="flex flex-wrap gap-x-4 gap-y-1 py-1">
          {census.services.length === 0 ? <span className="text-n8">none</span> : null}
          {census.services.map(({ service, figure }) => (
            <span key={service} className="whitespace-nowrap">
              <Link href={figure.href} className="link min-h-6">
                {service === "*" ? "every service" : service}
              </Link>{" "}
              <span className="tnum text-n8">{formatNumber(figure.value)}</span>
            </span>
          ))}
        </li>
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="border-line-strong border-b pb-0.5 text-n8 text-xs">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

function Line({ href, count, children }: { href: string; count: number; children: ReactNode }) {
  return (
    <li className="border-line border-b">
      <Link href={href} className="flex min-h-row items-center justify-between gap-3 hover:bg-n2">
        <span className="min-w-0 truncate">{children}</span>
        <span className="tnum">{formatNumber(count)}</span>
      </Link>
    </li>
  );
}
