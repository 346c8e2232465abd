import { counted } from "@/components/shared/number";
import { Disclosure } from "@/components/ui/disclosure";

/** What was not watched, folded: the claim stands above it. */
export function WatchLimits({ limits }: { limits: readonly string[] }) {
  if (limits.length === 0) return null;
  return (
    <Disclosure title={counted(limits.length, "stretch", "stretches")}>
      <ul className="list-disc pl-5">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Disclosure>
  );
}
