/** What pods did: from the timeline to one session, and what follows from it. The demo reads its history by itself. */
import { expectNoViolations } from "./accessible";
import { historyRead } from "./history";
import { expect, test } from "./test";

test.describe.configure({ mode: "serial", timeout: 240_000 });

test("from the timeline to an assumption, and on to what its session did", async ({ page, request }) => {
  await historyRead(request);
  await page.goto("/activity?range=30d&mechanism=pod-identity&outcome=success");
  const table = page.getByRole("table", { name: "Assumptions" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByRole("img", { name: /^Assumptions from / })).toBeVisible();
  await expectNoViolations(page);

  await table.getByRole("row").nth(1).getByRole("cell").first().click();
  const panel = page.getByRole("dialog", { name: "Assumption" });
  await expect(
    panel.getByRole("region", { name: "How it was attributed" }).getByRole("listitem").first(),
  ).toBeVisible();
  await expect(panel.getByText("What was in force")).toBeVisible();
  await expectNoViolations(page);
});

test("dragging over the timeline narrows the page to that stretch", async ({ page }) => {
  await page.goto("/activity?range=90d");
  const drawing = page.getByRole("img", { name: /^Assumptions from / });
  await expect(drawing).toBeVisible();
  const box = await drawing.boundingBox();
  if (!box) throw new Error("the timeline has no size");
  await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
  await page.mouse.up();
  await expect(page).toHaveURL(/from=/);
  await expect(page.getByRole("combobox", { name: "Time" })).toHaveValue("chosen");
});

test("what stands out is explained, leads to its workload, and to what would contain it", async ({ page }) => {
  await page.goto("/activity/unexpected?range=30d");
  const entries = page.getByRole("main").locator("ol > li");
  await expect(entries.first()).toBeVisible();
  for (const kind of ["New address", "Node role at work", "Deleted association in use", "Burst of denials"])
    await expect(entries.filter({ hasText: kind }).first()).toBeVisible();
  await expectNoViolations(page);

  await entries.getByRole("link", { name: "Contain it" }).first().click();
  await expect(page.getByRole("heading", { name: /Deny the credentials that are out/ })).toBeVisible();
  await expect(page.getByText("aws:TokenIssueTime").first()).toBeVisible();
  await expectNoViolations(page);
});

test("used stands beside granted, and nothing unwatched is called unused", async ({ page }) => {
  await page.goto("/activity/usage?range=90d");
  const table = page.getByRole("table", { name: "Used and granted" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await expectNoViolations(page);
  await page.goto("/activity/usage?range=90d&use=not-recordable");
  await expect(table.getByText("Never recorded").first()).toBeVisible();
});

test("what was watched is told by account, region and class of event", async ({ page }) => {
  await page.goto("/activity/coverage");
  await expect(page.getByRole("table", { name: "What was watched" }).getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByText("rds-db:connect")).toBeVisible();
  await expectNoViolations(page);
});
