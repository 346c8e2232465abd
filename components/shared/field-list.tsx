import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

export interface Field {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, one a line; below 640 px the value stands under its name. */
export function FieldList({ fields, className }: { fields: readonly Field[]; className?: string }) {
  return (
    <dl className={cx("grid grid-cols-1 sm:grid-cols-[11rem_minmax(0,1fr)]", className)}>
      {fields.map((field) => (
        <div
          key={field.name}
          className="col-span-full grid grid-cols-subgrid border-line border-b py-1 last:border-b-0"
        >
          <dt className="text-n8">{field.name}</dt>
          <dd className="min-w-0">{field.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The words for a value that AWS did not return. */
export function None({ children = "none" }: { children?: string }) {
  return <span className="text-n8">{children}</span>;
}
