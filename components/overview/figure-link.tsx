import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import type { Figure } from "@/lib/contracts/api";

/** A number that leads to its rows, with the word for what it counts. */
export function FigureLink({ figure, one, many }: { figure: Figure; one: string; many: string }) {
  return (
    <Link href={figure.href} className="link tnum whitespace-nowrap font-medium">
      {formatNumber(figure.value)} {figure.value === 1 ? one : many}
    </Link>
  );
}
