import { Hops } from "@/components/shared/access-path";
import { EvidenceList } from "@/components/shared/evidence";
import { LayersNotRead } from "@/components/shared/layers-not-read";
import { Verdict } from "@/components/shared/verdict";
import { cx } from "@/components/ui/cx";
import { Disclosure } from "@/components/ui/disclosure";
import type { CanLayer, CanWay } from "@/lib/contracts/api";

const states: Readonly<Record<CanLayer["state"], { sign: string; word: string; className: string }>> = {
  allows: { sign: "✓", word: "allows", className: "text-n10" },
  denies: { sign: "✕", word: "denies", className: "text-high" },
  conditional: { sign: "◐", word: "depends", className: "text-medium" },
  silent: { sign: "○", word: "says nothing", className: "text-n8" },
  "does-not-apply": { sign: "–", word: "does not apply", className: "text-n8" },
  none: { sign: "–", word: "none", className: "text-n8" },
  "not-read": { sign: "?", word: "not read", className: "text-info" },
};

/** The decision for one set of credentials: every layer with what it says, and the statements that it says so by. */
export function CanWayView({ way }: { way: CanWay }) {
  return (
    <div className="flex max-w-page flex-col gap-3">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <Verdict verdict={way.verdict} />
        <span className="min-w-0 break-words">{way.sentence}</span>
      </p>
      {way.hops.length > 0 ? (
        <Disclosure title="How it comes to these credentials" className="text-n8">
          <div className="pt-1">
            <Hops hops={way.hops} />
          </div>
        </Disclosure>
      ) : null}
      <ol aria-label="Layers" className="rounded-panel border border-line">
        {way.layers.map((layer, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: layers stand in the order of evaluation
            key={at}
            className="grid gap-x-4 gap-y-1 border-line border-b px-3 py-2 last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)]"
          >
            <span className={cx("font-medium whitespace-nowrap", states[layer.state].className)}>
              <span aria-hidden="true" className="inline-block w-5">
                {states[layer.state].sign}
              </span>
              {states[layer.state].word}
            </span>
            <div className="min-w-0">
              <p className="font-medium">{layer.title}</p>
              <p className="break-words text-n8">{layer.text}</p>
              <EvidenceList statements={layer.statements} />
            </div>
          </li>
        ))}
      </ol>
      {way.conditions.length > 0 ? (
        <div>
          <p className="text-n8 text-xs">It holds only if</p>
          <ul>
            {way.conditions.map((condition) => (
              <li key={condition} className="break-words text-medium">
                {condition}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <LayersNotRead layers={way.layersNotRead} />
      {way.knownContext.length > 0 ? (
        <Disclosure title="What is known of the call" className="text-n8">
          <dl className="grid grid-cols-1 gap-x-4 pt-1 sm:grid-cols-[16rem_minmax(0,1fr)]">
            {way.knownContext.map((known) => (
              <div key={known.key} className="col-span-full grid grid-cols-subgrid">
                <dt>
                  <code className="break-all">{known.key}</code>
                </dt>
                <dd className="min-w-0 break-all">
                  {known.value}
                  {known.from === "you" ? <span className="text-n8"> as you say</span> : null}
                </dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      ) : null}
    </div>
  );
}
