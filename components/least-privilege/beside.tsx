import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { CodeBlock } from "@/components/ui/code-block";
import { cx } from "@/components/ui/cx";
import type { NarrowedRole, PresentPolicyAnswer } from "@/lib/contracts/api";

const outcomes: Record<PresentPolicyAnswer["outcome"], { readonly word: string; readonly colour: string }> = {
  stays: { word: "= stays as it is", colour: "text-n8" },
  "not-read": { word: "? stays: it was not read", colour: "text-info" },
  replaced: { word: "~ replaced", colour: "text-medium" },
  removed: { word: "− goes", colour: "text-high" },
};
const kinds = { inline: "inline", customer: "customer managed", aws: "AWS managed" } as const;

/** The role's policies on the left, what would take their place on the right. */
export function BesideEachOther({ narrowed: { present, proposed } }: { narrowed: NarrowedRole }) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-3">
        <h3 className="text-n8">Present</h3>
        {present.map((policy) => {
          const { word, colour } = outcomes[policy.outcome];
          return (
            <div key={policy.arn ?? policy.name} className="min-w-0">
              <p className="mb-1 flex flex-wrap items-baseline gap-x-2">
                {policy.href === null ? (
                  <span className="min-w-0 break-all font-medium">{policy.name}</span>
                ) : (
                  <Link href={policy.href} className="link min-w-0 break-all font-medium">
                    {policy.name}
                  </Link>
                )}
                <span className="text-n8">{kinds[policy.kind]}</span>
                <span className={cx("font-medium", colour)}>{word}</span>
                {policy.size === null ? null : <Size size={policy.size} />}
              </p>
              {policy.json === null ? (
                <p className="text-n8">The document was not read.</p>
              ) : (
                <CodeBlock text={policy.json} what={`Policy ${policy.name}`} maxHeight="max-h-96" />
              )}
            </div>
          );
        })}
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <h3 className="text-n8">Proposed</h3>
        {proposed.length === 0 ? <p className="text-n8">No new policy is needed.</p> : null}
        {proposed.map(({ name, json, size }) => (
          <div key={name} className="min-w-0">
            <p className="mb-1 flex flex-wrap items-baseline gap-x-2">
              <span className="min-w-0 break-all font-medium">{name}</span>
              <span className="font-medium">+ new</span>
              <Size size={size} />
            </p>
            <CodeBlock text={json} what={`Policy ${name}`} maxHeight="max-h-96" />
          </div>
        ))}
      </div>
    </div>
  );
}

function Size({ size }: { size: number }) {
  return <span className="tnum text-n8 text-xs">{formatNumber(size)} characters</span>;
}
