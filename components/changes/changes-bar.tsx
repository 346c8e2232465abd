"use client";
import { useDeferredValue } from "react";
import { changeSigns, kindWords, riskWords } from "@/components/parts/change-words";
import { formatNumber } from "@/components/shared/number";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FacetFilter } from "@/components/ui/facet-filter";
import { SearchInput } from "@/components/ui/input";
import {
  type ChangeCount,
  type ChangesAnswer,
  type ChangeWord,
  type ComparedKind,
  changeWords,
  comparedKinds,
  type Risk,
  risks,
} from "@/lib/contracts/api";

interface Values {
  readonly kind: ComparedKind[];
  readonly change: ChangeWord[];
  readonly risk: Risk[];
  readonly q: string;
}

/** What of the changes is shown. */
export function ChangesBar({
  answer,
  address,
  onChange,
  filtered,
  onClear,
}: {
  answer: ChangesAnswer;
  address: Values;
  onChange: (values: Partial<Values>) => void;
  filtered: boolean;
  onClear: () => void;
}) {
  const count = (wanted: (each: ChangeCount) => boolean) =>
    answer.counts.filter(wanted).reduce((sum, each) => sum + each.count, 0);
  const rising = address.risk.length === 1 && address.risk[0] === "increasing";
  const said = useDeferredValue(
    answer.matched === answer.total
      ? `${formatNumber(answer.total)} changes`
      : `${formatNumber(answer.matched)} of ${formatNumber(answer.total)} changes`,
  );
  return (
    <div data-chrome className="flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search changes"
        placeholder="Search changes"
        value={address.q}
        onChange={(event) => onChange({ q: event.target.value })}
        maxLength={2048}
        className="min-w-0 flex-1 sm:max-w-80"
      />
      <FacetFilter
        title="Kind"
        options={comparedKinds
          .map((kind) => ({ value: kind, label: kindWords[kind].title, count: count((each) => each.kind === kind) }))
          .filter((option) => option.count > 0)}
        chosen={address.kind}
        onChange={(values) => onChange({ kind: comparedKinds.filter((kind) => values.includes(kind)) })}
      />
      <FacetFilter
        title="Change"
        options={changeWords
          .map((change) => ({
            value: change,
            label: changeSigns[change].word,
            count: count((each) => each.change === change),
          }))
          .filter((option) => option.count > 0)}
        chosen={address.change}
        onChange={(values) => onChange({ change: changeWords.filter((change) => values.includes(change)) })}
      />
      <FacetFilter
        title="Risk"
        options={risks
          .map((risk) => ({ value: risk, label: riskWords[risk].word, count: count((each) => each.risk === risk) }))
          .filter((option) => option.count > 0)}
        chosen={address.risk}
        onChange={(values) => onChange({ risk: risks.filter((risk) => values.includes(risk)) })}
      />
      <Checkbox checked={rising} onChange={(event) => onChange({ risk: event.target.checked ? ["increasing"] : [] })}>
        Only what raises the risk
      </Checkbox>
      {filtered ? (
        <Button variant="quiet" onClick={onClear}>
          Clear
        </Button>
      ) : null}
      <p role="status" className="tnum ml-auto text-n8">
        {said}
      </p>
    </div>
  );
}
