import { buttonClass } from "@/components/ui/button";
import { Link } from "./link";

/** In the head of a panel: the page of what the panel shows. null where there is none. */
export function OpenPage({ href }: { href: string | null }) {
  return href === null ? null : (
    <Link href={href} className={buttonClass("plain")}>
      Open page
    </Link>
  );
}
