"use client";
import { changeSigns, kindWords } from "@/components/parts/change-words";
import { formatNumber } from "@/components/shared/number";
import { cx } from "@/components/ui/cx";
import {
  type ChangesAnswer,
  type ChangeWord,
  type ComparedKind,
  changeWords,
  comparedKinds,
} from "@/lib/contracts/api";

interface Chosen {
  readonly kind: readonly ComparedKind[];
  readonly change: readonly ChangeWord[];
}

/** Counts by kind; a number filters the list below. */
export function ChangeSummary({
  answer,
  address,
  onChange,
}: {
  answer: ChangesAnswer;
  address: Chosen;
  onChange: (values: { kind: ComparedKind[] | null; change: ChangeWord[] | null; open: null }) => void;
}) {
  const of = (kind: ComparedKind, change: ChangeWord) =>
    answer.counts
      .filter((each) => each.kind === kind && each.change === change)
      .reduce((sum, each) => sum + each.count, 0);
  const kinds = comparedKinds.filter((kind) => answer.counts.some((each) => each.kind === kind));
  const words = changeWords.filter((change) => answer.counts.some((each) => each.change === change));
  const isChosen = (kind: ComparedKind, change: ChangeWord) =>
    address.kind.length === 1 &&
    address.kind[0] === kind &&
    address.change.length === 1 &&
    address.change[0] === change;
  return (
    <div className="max-w-full overflow-x-auto">
      <table className="tnum w-fit">
        <caption className="sr-only">Changes by kind</caption>
        <thead>
          <tr className="text-left text-n8">
            <th scope="col" className="py-1 pr-6 font-normal">
              Kind
            </th>
            {words.map((change) => (
              <th key={change} scope="col" className="px-3 py-1 text-right font-normal">
                <span aria-hidden="true" className={changeSigns[change].className}>
                  {changeSigns[change].sign}{" "}
                </span>
                {changeSigns[change].word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind} className="border-line border-t">
              <th scope="row" className="py-0.5 pr-6 text-left font-normal">
                {kindWords[kind].title}
              </th>
              {words.map((change) => {
                const count = of(kind, change);
                const chosen = isChosen(kind, change);
                return (
                  <td key={change} className="px-3 py-0.5 text-right">
                    {count === 0 ? (
                      <span className="text-n7">0</span>
                    ) : (
                      <button
                        type="button"
                        aria-pressed={chosen}
                        aria-label={`${formatNumber(count)} ${kindWords[kind][count === 1 ? "one" : "many"]} ${changeSigns[change].word.toLowerCase()}`}
                        onClick={() =>
                          onChange(
                            chosen
                              ? { kind: null, change: null, open: null }
                              : { kind: [kind], change: [change], open: null },
                          )
                        }
                        className={cx(
                          "link min-h-6 min-w-6 rounded-sm px-1",
                          changeSigns[change].className,
                          chosen && "bg-accent-soft font-medium",
                        )}
                      >
                        {formatNumber(count)}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
