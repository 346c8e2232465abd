/** Questions about the whole estate, asked and followed to their statements with the keyboard alone. */
import { tabTo } from "./keys";
import { expect, test } from "./test";

test("from the start page to the statement that lets carto's service account connect to its database", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("carto-common-backend");
  await expect(page.getByRole("option").filter({ hasText: "carto/carto-common-backend" }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/workloads\/\d{12}\/.*\/carto\/carto-common-backend$/);
  await expect(page.locator("[data-answer]")).toContainText("connect to 1 database as carto_workspace");

  await tabTo(page, page.getByRole("link", { name: /RDS IAM Authentication, Permissions management/ }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/ask\?.*service=rds-db/);
  const grant = page.getByRole("article").filter({ hasText: "rds-db:connect" });
  await expect(grant).toContainText("carto_workspace");

  await tabTo(page, grant.getByRole("link", { name: /^carto-metadata-database/ }));
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog");
  await expect(panel.locator("[data-statement][aria-current=true]")).toContainText("rds-db:connect");
  await expect(page).toHaveURL(/evidence=/);
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
});

test("from a bucket's ARN to every workload that can write to it, and why", async ({ page, request }) => {
  const arn = "arn:aws:s3:::shop-carto-import";
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.insertText(arn);
  await expect(page.getByRole("option", { name: "Who can do what with this resource" })).toBeVisible();
  const option = page.getByRole("option", { name: "Who can do what with this resource" });
  for (let presses = 0; presses < 20 && (await option.getAttribute("aria-selected")) !== "true"; presses++)
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/resources\?arn=/);
  await expect(page.locator("[data-answer]")).toContainText("can write its objects");

  await tabTo(page, page.getByRole("link", { name: "Write its objects" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/ask\?action=s3%3APutObject|\/ask\?action=s3:PutObject/);
  const asked = await request.get(`/api/ask/who-can?action=s3:PutObject&resource=${encodeURIComponent(`${arn}/*`)}`);
  const { data } = (await asked.json()) as { data: { total: number } };
  expect(data.total).toBeGreaterThan(0);
  const table = page.getByRole("table", { name: "Workloads that can" });
  await expect(table).toHaveAttribute("aria-rowcount", String(data.total + 1));
  await expect(table).toContainText("carto/carto-common-backend");

  await tabTo(page, table);
  await page.keyboard.press("j");
  await expect(page.locator("[data-active]").getByRole("link").first()).toBeFocused();
  await page.keyboard.press("o");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("article").first()).toContainText("is granted it");
  await expect(panel.locator("[data-evidence=grants]").first()).toContainText("s3:PutObject");
});

test("a question is a link: with its filters it opens the same answer", async ({ page, context }) => {
  await page.goto("/ask?action=s3:GetObject");
  await expect(page.getByRole("table", { name: "Workloads that can" })).toBeVisible();
  await page.getByRole("combobox", { name: "Direct or onward" }).selectOption("direct");
  await page.getByRole("button", { name: "Hide system" }).click();
  await expect(page).toHaveURL(/directness=direct/);
  await expect(page).toHaveURL(/system=no/);
  const counted = /^[\d,]+( of [\d,]+)? workloads?$/;
  await expect(page.getByText(counted)).toHaveText(/ of /);
  const count = await page.getByText(counted).textContent();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByText(counted)).toHaveText(count ?? "");
});

test("what is not known is filled in, stands in the link, and changes the decision", async ({ page }) => {
  await page.goto(
    "/ask?tab=can&subject=carto%2Fcarto-common-backend&action=s3%3APutObject&resource=arn%3Aaws%3As3%3A%3A%3Ashop-carto-import%2Fx",
  );
  await expect(page.getByRole("list", { name: "Layers" }).first()).toContainText("allows");
  await page.getByRole("combobox", { name: "Another condition key" }).fill("aws:RequestedRegion");
  await page.getByRole("textbox", { name: "Its value" }).fill("sa-east-1");
  await page.getByRole("button", { name: "Set" }).last().click();
  await expect(page).toHaveURL(/context=.*RequestedRegion/);
  await expect(page.getByRole("main").getByText("sa-east-1").first()).toBeVisible();
  await page.getByRole("button", { name: "Take back aws:RequestedRegion" }).click();
  await expect(page).not.toHaveURL(/context=/);
});

test("an answer is saved whole, as CSV and as JSON", async ({ page }) => {
  await page.goto("/ask?action=rds-db:connect");
  await expect(page.getByRole("table", { name: "Workloads that can" })).toBeVisible();
  for (const [item, extension] of [
    ["The answer as CSV", "csv"],
    ["The answer as JSON", "json"],
  ] as const) {
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^podlens_who-can_\\d{8}T\\d{6}Z\\.${extension}$`));
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString("utf8")).toContain("carto-common-backend");
  }
});

test("access by level leads to workloads, and from there to grants", async ({ page }) => {
  await page.goto("/ask?tab=matrix&namespace=carto");
  const matrix = page.getByRole("table", { name: "Services by access level" });
  await matrix.getByRole("link", { name: /^Amazon S3, Write/ }).click();
  await expect(page).toHaveURL(/service=s3/);
  const rows = page.getByRole("table", { name: "Workloads: s3, Write" });
  await rows.getByRole("link").first().click();
  await expect(page).toHaveURL(/tab=what-can/);
  await expect(page.getByRole("article").first()).toContainText("s3:");
});

test("clusters, accounts and policies answer first, and every number leads to that many rows", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("region", { name: "Accounts" }).getByRole("link", { name: "payments-prod" }).click();
  await expect(page).toHaveURL(/\/accounts\/\d{12}$/);
  await expect(page.locator("[data-answer]")).toContainText("payments-prod runs");
  await page.getByRole("table", { name: "Clusters" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/clusters\/\d{12}\//);
  const allowed = page.getByRole("region", { name: "By verdict" }).getByRole("link").last();
  const count = /\d[\d,]*$/.exec(((await allowed.textContent()) ?? "").trim())?.[0] ?? "";
  await allowed.click();
  await expect(page.getByText(new RegExp(`^${count} of [\\d,]+ workloads$`))).toBeVisible();

  await page.goto("/policies/aws/AmazonEBSCSIDriverPolicy#statement-2");
  await expect(page.locator("[data-statement='2'][aria-current=true]")).toBeVisible();
  await expect(page.getByRole("table", { name: "Roles that have it attached" })).toBeVisible();
});

test("a view is kept under a name, and taken away again", async ({ page }) => {
  const name = `only payments ${Date.now()}`;
  await page.goto("/workloads?q=payments");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill(name);
  await page.getByRole("button", { name: "Save" }).click();
  await page.goto("/workloads");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name, exact: true }).click();
  await expect(page).toHaveURL(/q=payments/);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: `Remove the view ${name}` }).click();
  await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
});
