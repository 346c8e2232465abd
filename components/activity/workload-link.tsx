import { None } from "@/components/shared/field-list";
import { Link } from "@/components/shared/link";
import type { ActivityWorkload } from "@/lib/contracts/api";
import { clusterText, workloadHref, workloadText } from "./words";

/** The workload of a record: by its page where all of it is known. */
export function WorkloadLink({ workload }: { workload: ActivityWorkload }) {
  const text = workloadText(workload);
  const href = workloadHref(workload);
  const cluster = clusterText(workload);
  if (text === null && cluster === null) return <None>not known</None>;
  return (
    <span className="min-w-0 break-words">
      {text === null ? (
        <None>service account not in the record</None>
      ) : href === null ? (
        text
      ) : (
        <Link href={href} prefetch={false} className="link font-medium">
          {text}
        </Link>
      )}
      {cluster === null ? null : <span className="text-n8"> in {cluster}</span>}
    </span>
  );
}
