/** From a workload to the policy that it needs; an access review from its beginning to its end, by mouse and by keys. */
import type { Page } from "@playwright/test";
import type { ReviewsAnswer } from "@/lib/contracts/api";
import { expectNoViolations } from "./accessible";
import { historyRead } from "./history";
import { workloadHref } from "./pages";
import { expect, test } from "./test";

test.describe.configure({ mode: "serial", timeout: 240_000 });

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBeLessThanOrEqual(shown ?? 0);
}

test("a workload's page leads to the policy that it needs, and choices stand in the address", async ({
  page,
  request,
}) => {
  await historyRead(request);
  await page.goto(await workloadHref(request, "q=adot-collector&mechanism=irsa&verdict=allowed"));
  await page.getByRole("link", { name: "Least privilege" }).click();
  await expect(page).toHaveURL(/\/least-privilege\?workload=/);
  await expect(page.locator("[data-answer]").first()).toContainText(/actions? that|Nothing/);
  const coverage = page.getByRole("region", { name: "What that rests on" }).first();
  await expect(coverage.getByText("Data events", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Present and proposed" }).first()).toBeVisible();
  await expectNoViolations(page);

  // One altered trail makes ninety days uncertain; over the time without a hole something can be called unused.
  await coverage.getByRole("button", { name: "Use that time" }).click();
  await expect(page).toHaveURL(/from=/);
  const gone = page.getByRole("region", { name: "What would go" }).first();
  await gone.getByRole("button", { name: "Keep all" }).first().click();
  await expect(page).toHaveURL(/keep=/);
  await expect(page.getByText("kept by you").first()).toBeVisible();
  await page.getByRole("button", { name: /^Forget 1 choice/ }).click();
  await expect(page).not.toHaveURL(/keep=/);
  await expect(page.getByRole("tab", { name: "CloudFormation" }).first()).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});

test("an IRSA workload's page has the move to Pod Identity as text to paste", async ({ page, request }) => {
  await page.goto(await workloadHref(request, "q=analytics/artifact-publisher&mechanism=irsa&verdict=allowed"));
  const section = page.getByRole("region", { name: "Move to Pod Identity" });
  await section.getByRole("button", { name: "What it takes" }).click();
  await expect(section.getByText("Session tags", { exact: true }).first()).toBeVisible();
  await section.getByRole("tab", { name: "Terraform" }).first().click();
  await expect(section.getByText("aws_eks_pod_identity_association").first()).toBeVisible();
  await expectNoViolations(page);
});

test("a review is begun, decided by mouse and by keys, and closed for good", async ({ page, request }) => {
  await page.goto("/reviews");
  await page.getByRole("button", { name: "New review" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New review" });
  await dialog.getByLabel("Name", { exact: true }).fill("Fourth quarter");
  await dialog.getByLabel("You are").fill("Ada");
  // A second try of this file finds reviews of the first one.
  await dialog.getByLabel(/^Carry over decisions/).uncheck();
  await dialog.getByRole("button", { name: "Begin the review" }).click();
  await expect(page).toHaveURL(/\/reviews\/[0-9A-Z]{26}/);
  const table = page.getByRole("table", { name: "Workloads of the review" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await expectNoViolations(page);

  // Two rows at once: to revoke wants a reason.
  const boxes = table.getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const bar = page.getByRole("region", { name: "Decide about 2 workloads chosen" });
  await bar.getByRole("button", { name: "Revoke" }).click();
  await expect(bar.getByRole("alert")).toContainText("rationale");
  await bar.getByLabel("Rationale").fill("not used since summer");
  await bar.getByRole("button", { name: "Revoke" }).click();
  await expect(table.getByText("Revoked")).toHaveCount(2);

  // One by keys: open it, keep it.
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("region", { name: "Decisions" })).toContainText("None yet");
  await expectNoViolations(page);
  await page.keyboard.press("1");
  await expect(panel.getByRole("region", { name: "Decisions" })).toContainText("Kept");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/open=/);
  await expect(page.getByText("1 kept · 0 reduced · 2 revoked")).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "Close the review" }).click();
  await page.getByRole("dialog", { name: "Close the review" }).getByRole("button", { name: "Close it" }).click();
  await expect(page.getByText(/Closed by Ada/)).toBeVisible();
  await expect(table.getByRole("checkbox")).toHaveCount(0);
  const { reviews } = (await (await request.get("/api/reviews")).json()) as ReviewsAnswer;
  const csv = await request.get(`/api/reviews/${reviews[0]?.id}/download?format=csv`);
  expect(await csv.text()).toContain("not used since summer");
});

test("what was decided is carried over to the next review, with where it comes from", async ({ page }) => {
  await page.goto("/reviews");
  await page.getByRole("button", { name: "New review" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New review" });
  await dialog.getByLabel("Name", { exact: true }).fill("First quarter");
  await dialog.getByLabel("You are").fill("Bob");
  await dialog.getByRole("button", { name: "Begin the review" }).click();
  const table = page.getByRole("table", { name: "Workloads of the review" });
  await expect(table.getByText("carried").first()).toBeVisible();
  await table.getByRole("row").filter({ hasText: "carried" }).first().getByRole("link").first().click();
  await expect(page.getByRole("dialog").getByText(/carried over from Fourth quarter, decided by Ada/)).toBeVisible();
});
