import type { RoleRef } from "@/lib/contracts/api";
import { Arn } from "./arn";
import { Link } from "./link";

/** A role by its name, with its ARN under it; says where it does not exist or was not read. */
export function RoleLink({ role }: { role: RoleRef }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        {role.href === null ? (
          <span className="font-medium">{role.name}</span>
        ) : (
          <Link href={role.href} className="link min-w-0 font-medium">
            {role.name}
          </Link>
        )}
        {role.exists === false ? <span className="text-high">✕ does not exist</span> : null}
        {role.exists === null ? <span className="text-info">? its account was not read</span> : null}
      </span>
      <Arn value={role.arn} what="role ARN" consoleUrl={role.consoleUrl} />
    </span>
  );
}
