/** What is wrong: from the list to one finding, accepted and taken back. The one journey that changes the product, and changes it back. */
import type { FindingDetail, FindingsAnswer, FromSnapshot } from "@/lib/contracts/api";
import { expectNoViolations } from "./accessible";
import { tabTo } from "./keys";
import { findingHref } from "./pages";
import { expect, test } from "./test";

test.describe.configure({ mode: "serial" });

test("a finding is found by its filters, read, accepted with a reason, and opened again", async ({ page }) => {
  await page.goto("/findings");
  const table = page.getByRole("table", { name: "Findings" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await page.getByRole("button", { name: "Category" }).click();
  const option = page.getByRole("dialog", { name: "Filter by category" }).getByRole("checkbox", { name: /^Use/ });
  await option.check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/category=use/);
  await expect(page.getByText(/^[\d,]+ of [\d,]+ findings$/)).toBeVisible();

  await page.getByRole("searchbox", { name: "Search findings" }).fill("No use of role dev-batch");
  await expect(page.getByText(/^1 of [\d,]+ findings$/)).toBeVisible();
  await table.getByRole("row").nth(1).getByRole("cell").first().click();
  const panel = page.getByRole("dialog", { name: "A pod's role is unused" });
  await expect(panel).toContainText("400 days");
  await expectNoViolations(page);
  await panel.getByRole("link", { name: "Open page" }).click();

  await expect(page.getByRole("heading", { level: 1, name: /dev-batch/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "What ends it" })).toContainText("aws iam delete-role");
  await expect(
    page.getByRole("region", { name: "Whom it concerns" }).getByRole("link", { name: "dev-batch" }),
  ).toBeVisible();

  await page.getByRole("button", { name: "Accept …" }).click();
  const dialog = page.getByRole("dialog", { name: "Accept this finding" });
  await expect(dialog.getByRole("button", { name: "Accept" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("It goes with the old cluster.");
  await dialog.getByLabel("Owner").fill("team batch");
  await dialog.getByLabel("Until").fill("2099-12-31");
  await expectNoViolations(page);
  await dialog.getByRole("button", { name: "Accept" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Accepted: It goes with the old cluster.")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("team batch answers for it, until 2099-12-31");

  await page.goto("/findings?status=accepted");
  await expect(table.getByRole("row").nth(1)).toContainText("✓ Accepted");
  await page.getByRole("navigation", { name: "Findings" }).getByRole("link", { name: "Accepted" }).click();
  const entry = page.getByRole("region", { name: "In force" }).getByRole("listitem").filter({ hasText: "old cluster" });
  await expect(entry).toContainText("1 finding");
  await expectNoViolations(page);
  await entry.getByRole("button", { name: /^Revoke/ }).click();
  await expect(page.getByRole("region", { name: "Past" })).toContainText("revoked");
  await page.goto("/findings?status=open&q=No+use+of+role+dev-batch");
  await expect(table.getByRole("row").nth(1)).toContainText("Open");
});

test("without a mouse: to the findings, along the rows, into the panel, back, and to the page", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/\/findings$/);
  const table = page.getByRole("table", { name: "Findings" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await table.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("region", { name: "Whom it concerns" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/findings\/[0-9a-f]{32}$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await tabTo(page, page.getByRole("tab").first());
  await tabTo(page, page.getByRole("button", { name: /^Copy / }).first());
});

test("what is mended is told from an address that makes no sense; a rule that failed is told from one that found nothing", async ({
  page,
}) => {
  await page.goto(`/findings/${"0".repeat(32)}`);
  await expect(page.getByRole("heading", { level: 1, name: /No longer found/ })).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);

  await page.route("**/api/findings?*", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as FromSnapshot<FindingsAnswer>;
    const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
    const failed = [{ rule: "role-unused", ruleTitle: "A pod's role is unused", message: "It broke." }];
    const data: FindingsAnswer = {
      ...answer.data,
      rows: [],
      matched: 0,
      total: 0,
      counts: { open: none, accepted: none },
      evaluation: { ...answer.data.evaluation, failed },
    };
    await route.fulfill({ response, json: { ...answer, data } });
  });
  await page.goto("/findings");
  await expect(page.getByRole("heading", { name: "The rules that could be run found nothing" })).toBeVisible();
  await page.getByText("1 rule failed").click();
  await expect(page.getByText("It broke.")).toBeVisible();
  await expectNoViolations(page);
});

test("the trend has its numbers in a table, the rules say what each looks for", async ({ page }) => {
  await page.goto("/findings/trend");
  await expect(page.getByRole("img", { name: /^Open findings by severity over / })).toBeVisible();
  await expect(page.getByRole("table", { name: "Findings by snapshot" }).getByRole("row").nth(1)).toBeVisible();
  await expectNoViolations(page);
  await page.goto("/findings/rules");
  const rule = page.getByRole("listitem").filter({ hasText: "role-unused" });
  await rule.getByText("A pod's role is unused").click();
  await expect(rule).toContainText("IAM counts every use");
  await expectNoViolations(page);
});

test("texts of any length break no line of the page", async ({ page, request }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const href = await findingHref(request, "rule=role-unused");
  const long = "x".repeat(10_000);
  await page.route(`**/api${href}?*`, async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as FromSnapshot<FindingDetail>;
    const { data } = answer;
    const step = {
      text: long,
      condition: long,
      evidence: [{ kind: "fact" as const, text: long, thing: long, readAt: null, href: null }],
    };
    const changed: FindingDetail = {
      ...data,
      row: { ...data.row, title: long },
      explanation: long,
      severityReason: long,
      certaintyReason: long,
      steps: [step],
      subjects: data.subjects.map((subject) => ({ ...subject, name: "n".repeat(128), owner: long, environment: long })),
      remediation: [
        { format: "aws-cli", title: long, text: long },
        { format: "text", title: long, text: `<script>alert(1)</script>${long}` },
      ],
    };
    await route.fulfill({ response, json: { ...answer, data: changed } });
  });
  await page.goto(href);
  await expect(page.getByRole("region", { name: "How it comes about" })).toBeVisible();
  const wider = await page.evaluate(() =>
    [document.documentElement, document.querySelector("main")].map((box) =>
      box === null ? 0 : box.scrollWidth - box.clientWidth,
    ),
  );
  expect(wider).toEqual([0, 0]);
  await page.getByRole("tab", { name: "In words" }).click();
  await expect(page.getByText("<script>alert(1)</script>").first()).toBeVisible();
});
