"use client";
import type { ServiceAccess } from "@/lib/contracts/api";
import type { AccessLevel } from "@/lib/domain/policy/table";
import { cellClass, cellTitle, LevelMatrix, type MatrixCell } from "./level-matrix";
import { Link } from "./link";

/** What one subject can do, as a matrix: a cell leads to the grants that make it. */
export function ServiceMatrix({
  services,
  chosen,
  hrefOf,
}: {
  services: readonly ServiceAccess[];
  chosen: { readonly service: string; readonly level: string };
  hrefOf: (cell: { service: string; level: string }) => string;
}) {
  if (services.length === 0) return <p className="text-n8">Nothing that was read allows it anything.</p>;
  const rows = services.map((each) => ({
    service: each.service,
    name: each.name,
    cells: new Map<AccessLevel, MatrixCell>(
      each.levels.map((answer) => [
        answer.level,
        {
          verdict: answer.verdict,
          text: answer.actions === answer.of ? `all ${answer.of}` : `${answer.actions} of ${answer.of}`,
          title: cellTitle(answer.actions, answer.of, answer.verdict, answer.directness === "onward"),
          href: hrefOf({ service: each.service, level: answer.level }),
          onward: answer.directness === "onward",
          chosen: chosen.service === each.service && (chosen.level === "" || chosen.level === answer.level),
        },
      ]),
    ),
  }));
  return (
    <LevelMatrix
      label="Services by access level"
      rows={rows}
      link={(cell, content) => (
        <Link href={cell.href} prefetch={false} scroll={false} className={cellClass}>
          {content}
        </Link>
      )}
    />
  );
}
