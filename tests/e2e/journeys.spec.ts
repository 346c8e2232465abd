import { workloadHref } from "./pages";
import { expect, test } from "./test";

test("from the overview to a workload that is denied, its because, and the role's page", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveTitle("Overview · Podlens");
  await page.getByRole("link", { name: /cannot get (its|their) role$/ }).click();
  await expect(page).toHaveURL(/\/workloads\?.*verdict=denied/);

  const table = page.getByRole("table", { name: "Workloads" });
  const rows = table.getByRole("row").filter({ hasText: "Denied" });
  await expect(rows.first()).toBeVisible();
  await expect(table.getByRole("cell").filter({ hasText: "Allowed" })).toHaveCount(0);

  await rows.first().getByRole("cell").nth(3).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByText("Denied").first()).toBeVisible();
  await expect(page).toHaveURL(/open=/);
  await panel.getByRole("link", { name: "Open page" }).click();
  await expect(page).toHaveURL(/\/workloads\/\d{12}\//);
  await expect(page.locator("[data-answer]")).not.toBeEmpty();

  await page.getByRole("article").first().getByRole("link").first().click();
  await expect(page).toHaveURL(/\/roles\/\d{12}\//);
  await expect(page.getByRole("heading", { name: "Who may assume it" })).toBeVisible();
});

test("a reason opens its trust statement beside the page, in the address, and Back and Escape close it", async ({
  page,
  request,
}) => {
  await page.goto(await workloadHref(request, "q=carto"));
  const reason = page.getByRole("button", { name: /^trust policy, / }).first();
  await reason.click();
  const panel = page.getByRole("dialog", { name: "Trust policy" });
  await expect(panel.locator("[data-statement][aria-current=true]")).toHaveCount(1);
  await expect(panel).toContainText("pods.eks.amazonaws.com");
  await expect(page).toHaveURL(/trust=.*statement=/);

  await panel.getByRole("button", { name: "JSON" }).click();
  await expect(panel.locator("[data-marked]").first()).toBeVisible();

  await page.goBack();
  await expect(panel).toHaveCount(0);
  await reason.click();
  await expect(panel).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(page).not.toHaveURL(/statement=/);
});

test("what limits a statement leads to the statement that limits it", async ({ page, request }) => {
  await page.goto(await workloadHref(request, "q=carto&kind=service-account"));
  const mark = page.locator("[data-mark=limited]").first();
  await expect(mark).toContainText("A service control policy denies in part or under conditions rds-db:connect.");
  await mark.getByRole("link", { name: "approved-regions, “DenyOtherRegions”" }).click();
  const panel = page.getByRole("dialog", { name: "approved-regions" });
  await expect(panel.locator("[data-statement][aria-current=true]")).toContainText("DenyOtherRegions");
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(page).not.toHaveURL(/evidence=/);
});

test("what a service is allowed by leads to the statement", async ({ page, request }) => {
  await page.goto(await workloadHref(request, "q=carto"));
  await page.getByRole("row").filter({ hasText: "rds-db" }).getByRole("button").first().click();
  const marked = page.locator("[data-statement][aria-current=true]");
  await expect(marked).toContainText("rds-db:connect");
  await expect(marked).toBeInViewport();
});

test("a filtered and sorted list is a link", async ({ page, context }) => {
  await page.goto("/workloads");
  const table = page.getByRole("table", { name: "Workloads" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await page.getByRole("searchbox", { name: "Search workloads" }).fill("payments");
  await page.getByRole("button", { name: "Mechanism" }).and(page.locator("[aria-haspopup]")).click();
  await page.getByRole("checkbox", { name: /^Pod Identity/ }).check();
  await page.keyboard.press("Escape");
  await table.getByRole("button", { name: "Cluster" }).click();
  await expect(table.getByRole("columnheader", { name: "Cluster" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL(/q=payments/);
  await expect(page).toHaveURL(/mechanism=pod-identity/);
  await expect(page).toHaveURL(/sort=cluster/);
  const counts = page.getByText(/ of [\d,]+ workloads$/).first();
  // Until the answer comes, what was there before stays.
  await expect(counts).not.toHaveText(/^([\d,]+) of \1 /);
  const count = await counts.textContent();

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("searchbox", { name: "Search workloads" })).toHaveValue("payments");
  await expect(other.getByText(count ?? "")).toBeVisible();
  await expect(other.getByRole("columnheader", { name: "Cluster" })).toHaveAttribute("aria-sort", "ascending");
});

test("filters that leave nothing say so, and one press clears them", async ({ page }) => {
  await page.goto("/workloads?q=no-workload-is-called-this");
  await expect(page.getByRole("heading", { name: "No workloads match" })).toBeVisible();
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect(page.getByRole("table", { name: "Workloads" })).toBeVisible();
  await expect(page).toHaveURL(/\/workloads$/);
});

test("the theme is kept over a reload and set before anything is painted", async ({ page, request, baseURL }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Appearance and settings" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await background();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await background()).toBe(dark);

  const cookies = await page.context().cookies(baseURL);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const html = await (await request.get("/", { headers: { cookie } })).text();
  expect(html).toContain('data-theme="dark"');
});

test("times are in UTC until the reader asks for local ones", async ({ page }) => {
  await page.goto("/coverage");
  await expect(page.locator("main time").first()).toContainText("UTC");
  await page.getByRole("button", { name: "Times in UTC, switch to local time" }).click();
  await expect(page.getByRole("button", { name: "Times in local time, switch to UTC" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Times in local time, switch to UTC" })).toBeVisible();
});

test("anything is found by name through the palette", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Find anything" }).first().click();
  await page.getByRole("combobox").fill("carto-self-hosted");
  await page.getByRole("option").filter({ hasText: "carto-self-hosted" }).first().click();
  await expect(page).toHaveURL(/\/roles\/\d{12}\/carto-self-hosted$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("carto-self-hosted");
});

test("copying an ARN puts all of it on the clipboard and says so", async ({ page, request, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(await workloadHref(request, "q=carto"));
  await page.getByRole("button", { name: "Copy role ARN" }).first().click();
  await expect(page.locator("[data-announcer]")).toContainText("Copied role ARN");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^arn:aws:iam::\d{12}:role\//);
  await expect(page.locator("code").filter({ hasText: copied }).first()).toHaveText(copied);
});

test("links to the console tell it nothing", async ({ page, request }) => {
  await page.goto(await workloadHref(request, "q=carto"));
  const link = page.getByRole("link", { name: /AWS console/ }).first();
  await expect(link).toHaveAttribute("rel", /noreferrer/);
  await expect(link).toHaveAttribute("href", /^https:\/\/console\.aws\.amazon\.com\/go\/view\?arn=arn%3Aaws/);
});

test("names that hurt are text and nothing else", async ({ page, request }) => {
  await page.goto("/roles?used=all&q=script");
  const answer = await (await request.get("/api/search?q=script")).json();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await page.locator("main script").count()).toBe(0);
  for (const hit of answer.data.hits.slice(0, 3)) {
    await page.goto(hit.href);
    await expect(page.locator("main")).toContainText("script");
    expect(await page.locator("main script").count()).toBe(0);
  }
});
