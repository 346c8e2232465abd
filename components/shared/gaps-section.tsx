import type { CoverageGap } from "@/lib/contracts/api";
import { GapList } from "./gap-list";
import { counted } from "./number";
import { Section } from "./page-header";

/** More gaps than these say the same again: Coverage lists them all. */
const shown = 20;

/** What could not be read about the thing of a page; nothing where all was. */
export function GapsSection({ gaps }: { gaps: readonly CoverageGap[] }) {
  if (gaps.length === 0) return null;
  return (
    <Section title="What could not be read about it" note={counted(gaps.length, "gap", "gaps")} id="gaps">
      <div className="max-w-page">
        <GapList gaps={gaps.slice(0, shown)} />
        {gaps.length > shown ? (
          <p className="mt-2">
            <a href="/coverage" className="link">
              {gaps.length - shown} more under Coverage
            </a>
          </p>
        ) : null}
      </div>
    </Section>
  );
}
