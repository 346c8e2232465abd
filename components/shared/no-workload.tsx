import { Link } from "./link";
import { Empty } from "./states";

/** Of a snapshot in which no workload is: that may be so, or hidden by what could not be read. */
export function NoWorkload() {
  return (
    <Empty
      title="No workload was found"
      action={
        <Link href="/coverage" className="link font-medium">
          What was read, and what could not be
        </Link>
      }
    >
      No association and no trust policy that was read names a service account.
    </Empty>
  );
}
