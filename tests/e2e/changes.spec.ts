/** Changes between two snapshots: a product of its own, whose estate was changed between two scans. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

test.describe.configure({ mode: "serial" });

let child: ChildProcess;
let folder: string;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = await mkdtemp(join(tmpdir(), "podlens-e2e-changes-"));
  const script = fileURLToPath(new URL("./changed-product.ts", import.meta.url));
  child = spawn(process.execPath, ["--import", "tsx", script, folder], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  url = await new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const address = /Podlens runs on (http:\/\/\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("close", (code) => reject(new Error(`it ended with code ${code}:\n${said}`)));
  });
});

test.afterAll(async () => {
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGINT");
  await ended;
  await rm(folder, { recursive: true, force: true });
});

test("what changed, why it matters, who made it; documents side by side; filters and links", async ({ page }) => {
  await page.goto(`${url}/`);
  await page.getByRole("region", { name: "What changed" }).getByRole("link", { name: "All changes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Changes" })).toBeVisible();
  await expect(page.getByText(/differences: \d+ raise the risk/)).toBeVisible();
  const rows = page.getByRole("list", { name: "Changes" }).locator("[data-change]");
  await expect(rows.first()).toHaveAttribute("data-risk", "increasing");

  const trust = rows.filter({ hasText: "trust policy" });
  await expect(trust).toContainText("It also lets in arn:aws:iam::999999999999:root without conditions");
  await expect(trust).toContainText("iam:UpdateAssumeRolePolicy by alice@example.com");
  await trust.getByRole("button", { name: /^Open changed/ }).click();
  const diff = trust.getByRole("table", { name: "Trust policy, before and after" });
  await expect(diff.locator("mark").filter({ hasText: "999999999999" })).toHaveCount(1);
  await expect(trust.getByRole("region", { name: "Who made it" })).toContainText(
    "arn:aws:iam::555566667777:role/admin",
  );
  // The address shows the same.
  const address = page.url();
  await page.goto(address);
  await expect(page.getByRole("region", { name: "Who made it" })).toBeVisible();

  const all = await rows.count();
  await page.getByRole("checkbox", { name: "Only what raises the risk" }).check();
  await expect(page).toHaveURL(/risk=increasing/);
  await expect(page.locator("[data-risk=decreasing]")).toHaveCount(0);
  expect(await rows.count()).toBeLessThan(all);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("button", { name: /^1 binding lost$/ }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("eks:DeletePodIdentityAssociation");
  await page.getByRole("searchbox", { name: "Search changes" }).fill("nobody has this name");
  await expect(page.getByText("No changes match")).toBeVisible();
  await page.getByRole("button", { name: "Clear all filters" }).click();

  // The other way round, what was gained is lost.
  await page.getByRole("button", { name: "Swap the two snapshots" }).click();
  await expect(page.getByRole("button", { name: /^1 binding gained$/ })).toBeVisible();
  const from = page.getByRole("combobox", { name: "From: snapshot" });
  await from.selectOption(await page.getByRole("combobox", { name: "To: snapshot" }).inputValue());
  await expect(page.getByText("Both sides are the same snapshot")).toBeVisible();
});

test("who had access at a time, and that nothing is known of before the first scan", async ({ page }) => {
  await page.goto(`${url}/ask?action=iam:PassRole&at=2020-01-01T00:00:00Z`);
  await expect(page.getByText(/who had access then is not known/)).toBeVisible();
  await page.getByRole("button", { name: "Show that one" }).click();
  await expect(page).toHaveURL(/snapshot=/);
  await page.getByLabel("Time in UTC").fill("2099-01-01T00:00");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(
    page.getByRole("status").filter({ hasText: /Answered from the snapshot of .* days before/ }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Back to the newest" }).click();
  await expect(page).not.toHaveURL(/at=/);
});
