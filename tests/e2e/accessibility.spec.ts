import { expectNoViolationsInBothThemes } from "./accessible";
import { findingHref, roleHref, workloadHref } from "./pages";
import { expect, test } from "./test";

test.describe("in both themes, axe finds nothing on", () => {
  test.use({ colorScheme: "light" });

  for (const path of [
    "/",
    "/workloads",
    "/roles?used=all",
    "/coverage",
    "/findings",
    "/changes",
    "/sign-in",
    "/map",
    "/map?view=table",
    "/accounts/333333333333",
    "/clusters/333333333333/eu-west-1/payments-prod-euw1",
    "/policies/aws/AmazonEBSCSIDriverPolicy",
    "/resources?arn=arn%3Aaws%3As3%3A%3A%3Ashop-carto-import",
    "/ask",
    "/ask?action=s3:PutObject",
    "/ask?tab=can&subject=carto%2Fcarto-common-backend&action=s3%3AGetObject&resource=arn%3Aaws%3As3%3A%3A%3Ashop-carto-import%2Fx",
    "/ask?tab=what-can&subject=carto%2Fcarto-common-backend&service=s3",
    "/ask?tab=what-if",
    "/ask?tab=paste",
    "/ask?tab=matrix&namespace=carto&service=s3&level=Write",
  ]) {
    test(`${path}`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
      await expectNoViolationsInBothThemes(page);
    });
  }

  test("a workload, with a statement open beside it", async ({ page, request }) => {
    await page.goto(await workloadHref(request, "verdict=denied&mechanism=pod-identity"));
    await page
      .getByRole("button", { name: /^trust policy, / })
      .first()
      .click();
    await expect(page.getByRole("dialog", { name: "Trust policy" }).locator("[data-statement]").first()).toBeVisible();
    await expectNoViolationsInBothThemes(page);
  });

  test("a role, with a policy as JSON", async ({ page, request }) => {
    await page.goto(await roleHref(request, "q=carto"));
    await page.getByRole("button", { name: "JSON" }).first().click();
    await expect(page.getByRole("region", { name: /^JSON of / }).first()).toBeVisible();
    await expectNoViolationsInBothThemes(page);
  });

  test("a finding", async ({ page, request }) => {
    await page.goto(await findingHref(request, "rule=node-role-doing-pods-work,role-unused"));
    await expect(page.getByRole("region", { name: "What ends it" })).toBeVisible();
    await expectNoViolationsInBothThemes(page);
  });

  test("the list with a workload open beside it", async ({ page, request }) => {
    const href = await workloadHref(request, "kind=service-account");
    await page.goto(`/workloads?open=${encodeURIComponent(href)}`);
    await expect(page.getByRole("dialog").getByRole("article").first()).toBeVisible();
    await expectNoViolationsInBothThemes(page);
  });

  test("the palette and the menu of settings", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("carto");
    await expect(page.getByRole("option").filter({ hasText: "carto" }).first()).toBeVisible();
    await expectNoViolationsInBothThemes(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Appearance and settings" }).click();
    await expect(page.getByRole("menuitemradio", { name: "Dark" })).toBeVisible();
    await expectNoViolationsInBothThemes(page);
  });

  test("an address that leads nowhere", async ({ page }) => {
    await page.goto("/roles/000000000000/nobody");
    await expect(page.getByRole("main").getByRole("alert")).toContainText("not-found");
    await expectNoViolationsInBothThemes(page);
  });
});
