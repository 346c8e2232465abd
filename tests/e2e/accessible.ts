/** What axe has against a page, as it stands. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Rows after the first few are like them: axe took most of the time of all browser tests to look at each. */
const ALIKE = ["[role=row]:nth-child(n+6)", "tr:nth-child(n+6)", "li:nth-child(n+8)"];

export async function violationsOf(axe: AxeBuilder): Promise<string[]> {
  for (const rows of ALIKE) axe.exclude(rows);
  // There are no frames, for whose sake each analysis would open another page.
  axe.setLegacyMode(true);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary ?? ""}`),
  );
}

export async function expectNoViolations(page: Page): Promise<void> {
  expect(await violationsOf(new AxeBuilder({ page }))).toEqual([]);
}
