import { accountPath } from "@/lib/contracts/api";
import { Link } from "./link";

/** An account by its name; by its number where it has none. For one line of a table. */
export function AccountLink({ id, name }: { id: string; name: string | null }) {
  return (
    <Link href={accountPath(id)} prefetch={false} className="truncate hover:underline" title={id}>
      {name ?? <code>{id}</code>}
    </Link>
  );
}
