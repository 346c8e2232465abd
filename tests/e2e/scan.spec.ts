import type { Page } from "@playwright/test";
import { expect, test } from "./test";

async function scanning(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Scanning/ }).click();
  const window = page.getByRole("dialog", { name: "Running scan" });
  await expect(window.getByRole("heading", { name: "Reading the estate" })).toBeVisible();
  await expect(window.getByRole("listitem").first()).toBeVisible();
}

test("a scan shows its progress, goes on over a reload, leaves the pages as they are, and can be stopped", async ({
  page,
}) => {
  await page.goto("/workloads");
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await scanning(page);
  await expect(page.getByRole("table", { name: "Workloads" })).toBeVisible();

  await page.reload();
  await scanning(page);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByRole("button", { name: "Scan", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /Newer snapshot/ })).toHaveCount(0);
});
