/** What axe has against a page, as it stands. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Rows after the first few are like them: axe took most of the time of all browser tests to look at each. */
const ALIKE = ["[role=row]:nth-child(n+6)", "tr:nth-child(n+6)", "li:nth-child(n+8)"];
/** What passes is not described, and style sheets are not fetched once more: half of the time, and nothing is found by it. */
const BRIEF = { resultTypes: ["violations" as const], preload: false };

/** By every rule, or by those that are named. */
async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options(BRIEF);
  if (rules) axe.withRules(rules);
  for (const rows of ALIKE) axe.exclude(rows);
  // There are no frames, for whose sake each analysis would open another page.
  axe.setLegacyMode(true);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary ?? ""}`),
  );
}

export async function expectNoViolations(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
}

/** In the light theme by every rule; in the dark one, where only colours differ, by the rule of contrast. */
export async function expectNoViolationsInBothThemes(page: Page): Promise<void> {
  const light = await violationsOf(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(page.locator("html")).toHaveCSS("color-scheme", /^dark/);
  await colouredThrough(page);
  const dark = await violationsOf(page, ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  expect([...light, ...dark.map((each) => `dark: ${each}`)]).toEqual([]);
}

/** A colour on its way from one theme to the other is neither's. */
async function colouredThrough(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      const endless = effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
      return endless || playState !== "running";
    }),
  );
}
