import { expect, type Locator, type Page } from "@playwright/test";

/** Presses Tab until the focus is on (or within) what is wanted: what cannot be reached so is not there for keyboards. */
export async function tabTo(page: Page, wanted: Locator, most = 150): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < most; presses++) {
    if (await wanted.evaluate((element) => element.contains(document.activeElement))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the focus did not come to ${wanted} within ${most} presses of Tab`);
}
