"use client";
import { EvidencePanel } from "@/components/parts/evidence-panel";
import { SavedViews } from "@/components/parts/saved-views";
import { PageHeader } from "@/components/shared/page-header";
import { cx } from "@/components/ui/cx";
import { AsOfBar } from "./as-of-bar";
import { CanTab } from "./can-tab";
import { MatrixTab } from "./matrix-tab";
import { PasteTab } from "./paste-tab";
import { type AskTab, askTabs, useAskAddress } from "./use-ask-address";
import { WhatCanTab } from "./what-can-tab";
import { WhatIfTab } from "./what-if-tab";
import { WhoCanTab } from "./who-can-tab";

const tabs: Readonly<Record<AskTab, { title: string; does: string }>> = {
  "who-can": {
    title: "Who can",
    does: "Which workloads can do something, by which path, because of which statements.",
  },
  can: { title: "Can", does: "One decision, layer by layer; what is not known can be filled in." },
  "what-can": { title: "What can", does: "Everything that a workload or role can do, by service and access level." },
  "what-if": {
    title: "What if",
    does: "Who would gain or lose what, if a policy were another one. Nothing is changed.",
  },
  paste: { title: "Paste", does: "An error message, an ARN, an id: what it is, and where it leads." },
  matrix: { title: "By level", does: "Services by access level, for a namespace, a cluster or an account." },
};

/** Questions about the whole estate. Each is a link. */
export function AskPage() {
  const [address, setAddress] = useAskAddress();
  const { tab } = address;
  return (
    <>
      <PageHeader title="Ask" actions={<SavedViews page="/ask" />}>
        <p className="text-n8">{tabs[tab].does}</p>
        {tab === "paste" ? null : <AsOfBar />}
      </PageHeader>
      <div
        role="tablist"
        aria-label="Questions"
        data-chrome
        className="flex shrink-0 gap-4 overflow-x-auto border-line border-b px-4 sm:px-gutter"
        onKeyDown={(event) => {
          const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          const next = askTabs[(askTabs.indexOf(tab) + step + askTabs.length) % askTabs.length] ?? tab;
          void setAddress({ tab: next });
          event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
        }}
      >
        {askTabs.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            data-tab={each}
            aria-selected={each === tab}
            aria-controls="ask-panel"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => void setAddress({ tab: each })}
            className={cx(
              "-mb-px h-8 shrink-0 border-b-2",
              each === tab ? "border-n10 font-medium text-n10" : "border-transparent text-n8 hover:text-n10",
            )}
          >
            {tabs[each].title}
          </button>
        ))}
      </div>
      <div
        id="ask-panel"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        className="flex min-h-0 flex-1 flex-col print:block"
      >
        {tab === "who-can" ? <WhoCanTab /> : null}
        {tab === "can" ? <CanTab /> : null}
        {tab === "what-can" ? <WhatCanTab /> : null}
        {tab === "what-if" ? <WhatIfTab /> : null}
        {tab === "paste" ? <PasteTab /> : null}
        {tab === "matrix" ? <MatrixTab /> : null}
      </div>
      <EvidencePanel />
    </>
  );
}
