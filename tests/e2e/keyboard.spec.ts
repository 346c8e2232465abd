import { expect, test } from "./test";

test("from the start page to a trust statement without a mouse", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(page).toHaveURL(/\/workloads$/);
  await expect(page.getByRole("table", { name: "Workloads" })).toBeVisible();

  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search workloads" })).toBeFocused();
  await page.keyboard.type("carto");
  await expect(page.getByText(/^\d+ of [\d,]+ workloads$/)).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("carto");
  await page.keyboard.press("Tab");
  await page.getByRole("table", { name: "Workloads" }).focus();

  await page.keyboard.press("j");
  const active = page.locator("[data-active]");
  await expect(active.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("o");
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("carto");
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);

  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(page.locator("[data-active]").getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/workloads\/\d{12}\/.*carto/);

  const reason = page.getByRole("button", { name: /^trust policy, / }).first();
  await reason.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Trust policy" })).toContainText("sts:AssumeRole");
});

test("the sheet of shortcuts opens with ? and single keys can be switched off", async ({ page }) => {
  await page.goto("/coverage");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);

  await page.getByRole("button", { name: "Appearance and settings" }).click();
  await page.getByRole("menuitemradio", { name: "Off" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await expect(page).toHaveURL(/\/coverage$/);
});

test("the first Tab offers to skip to the content", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("the last row of a long list is one key away, and only rows in sight exist", async ({ page }) => {
  await page.goto("/workloads");
  const table = page.getByRole("table", { name: "Workloads" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  const count = Number(await table.getAttribute("aria-rowcount"));
  await table.focus();
  await page.keyboard.press("End");
  const last = table.locator(`[aria-rowindex="${count}"]`);
  await expect(last.getByRole("link").first()).toBeFocused();
  await expect(last).toBeInViewport();
  expect(await table.getByRole("row").count()).toBeLessThan(90);
});
