import type { Page } from "@playwright/test";
import { expect, test } from "./test";

const soon = { timeout: 4_000 };

async function scanning(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Scanning/ }).click(soon);
  const window = page.getByRole("dialog", { name: "Running scan" });
  await expect(window.getByRole("heading", { name: "Reading the estate" })).toBeVisible(soon);
  await expect(window.getByRole("listitem").first()).toBeVisible(soon);
}

test("a scan shows its progress, goes on over a reload, leaves the pages as they are, and can be stopped", async ({
  page,
}) => {
  // The sample is read in seconds: where a scan ended before all of it could be seen, the next one is looked at.
  await expect(async () => {
    await page.goto("/workloads");
    await page.getByRole("button", { name: "Scan", exact: true }).click({ timeout: 20_000 });
    await scanning(page);
    await expect(page.getByRole("table", { name: "Workloads" })).toBeVisible();

    await page.reload();
    await scanning(page);
    await page.getByRole("button", { name: "Stop", exact: true }).click(soon);
    await expect(page.getByRole("button", { name: "Scan", exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: /Newer snapshot/ })).toHaveCount(0);
  }).toPass({ timeout: 80_000 });
});
