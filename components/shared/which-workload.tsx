import type { ReactNode } from "react";
import { Link } from "./link";
import { Empty } from "./states";

/** A page about one workload whose address names none. `children`: the other place that leads here. */
export function WhichWorkload({ children }: { children: ReactNode }) {
  return (
    <Empty title="Which workload?">
      Open this page from{" "}
      <Link href="/workloads" className="link">
        a workload
      </Link>
      ,{" "}
      <Link href="/roles" className="link">
        a role
      </Link>{" "}
      or {children}.
    </Empty>
  );
}
