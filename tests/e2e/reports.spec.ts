/** A report from its choice to its files: followed while it is made, downloaded with its manifest, read as a page. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ReportManifest } from "@/lib/contracts/report";
import { expectNoViolations } from "./accessible";
import { expect, test } from "./test";

test.describe.configure({ mode: "serial", timeout: 180_000 });

test("is made, followed, downloaded with its manifest, and removed", async ({ page }) => {
  await page.goto("/reports");
  const form = page.getByRole("region", { name: "New report" });
  await form.getByRole("combobox", { name: "Report", exact: true }).selectOption("evidence:soc2");
  await expect(form.getByText(/requirements of SOC 2/)).toBeVisible();
  await form.getByRole("textbox", { name: "Filter" }).fill("nonsense=1");
  await form.getByRole("button", { name: "Make report" }).click();
  await expect(page.getByText(/unknown parameter "nonsense"/)).toBeVisible();

  await form.getByRole("textbox", { name: "Filter" }).fill("severity=critical");
  await form.getByRole("button", { name: "Make report" }).click();
  const entry = page.getByRole("region", { name: "Made here" }).getByRole("listitem").first();
  await expect(entry.getByRole("progressbar")).toBeVisible();
  await expect(entry.getByRole("link", { name: "Download" })).toBeVisible({ timeout: 120_000 });
  await expectNoViolations(page);

  const saved = async (name: string) => {
    const download = page.waitForEvent("download");
    await entry.getByRole("link", { name }).click();
    return readFile(await (await download).path());
  };
  const pdf = await saved("Download");
  expect(pdf.subarray(0, 8).toString("latin1")).toBe("%PDF-1.7");
  const manifest = JSON.parse((await saved("Manifest")).toString("utf8")) as ReportManifest;
  expect(manifest.files[0]?.sha256).toBe(createHash("sha256").update(pdf).digest("hex"));
  expect(manifest.filter).toBe("severity=critical");

  await entry.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No report yet")).toBeVisible();
});

test("is read as a page, and printed without what is for the screen", async ({ page }) => {
  await page.goto("/reports");
  await page.getByRole("link", { name: "Preview" }).click();
  await expect(page.getByRole("heading", { name: "Access of pods to AWS: executive report" })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole("heading", { name: "Worst risks" })).toBeVisible();
  await expect(page.getByRole("figure", { name: /^Open findings: \d+ critical/ })).toBeVisible();
  await expectNoViolations(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
});
