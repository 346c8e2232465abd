import type { Page } from "@playwright/test";
import { roleHref, workloadHref } from "./pages";
import { expect, test } from "./test";

test.use({ viewport: { width: 390, height: 844 } });

/** By how many pixels the page and its content are wider than what is seen of them. */
async function widerThanSeen(page: Page, path: string): Promise<number[]> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  return page.evaluate(() =>
    [document.documentElement, document.querySelector("main")].map((box) =>
      box === null ? 0 : box.scrollWidth - box.clientWidth,
    ),
  );
}

test("at 390 pixels no page scrolls sideways", async ({ page, request }) => {
  const paths = [
    "/",
    "/workloads",
    "/roles",
    "/coverage",
    "/findings",
    "/findings/trend",
    "/findings/rules",
    "/findings/acceptances",
    "/sign-in",
    await workloadHref(request, "verdict=denied"),
    await roleHref(request, "used=all&q=RRRRRRRR"),
  ];
  for (const path of paths) expect(await widerThanSeen(page, path), path).toEqual([0, 0]);
});

/** As long as AWS and Kubernetes let them be. */
const longest: Readonly<Record<string, number>> = {
  accountName: 50,
  clusterName: 100,
  environment: 256,
  name: 128,
  namespace: 63,
  owner: 256,
  policy: 128,
  serviceAccount: 253,
  sid: 200,
};

test("nor with the longest names that there can be", async ({ page, request }) => {
  // All answers but the stream of a running scan, which does not end.
  await page.route(/\/api\/(?!scans\/)/, async (route) => {
    const response = await route.fetch();
    if (!response.headers()["content-type"]?.includes("application/json")) return route.fulfill({ response });
    const text = JSON.stringify(await response.json(), (key, value: unknown) => {
      const most = Object.hasOwn(longest, key) ? (longest[key] ?? 0) : 0;
      return typeof value === "string" && value !== "" && most > 0 ? value.padEnd(most, "z") : value;
    });
    return route.fulfill({ response, body: text });
  });
  const paths = [
    "/",
    await workloadHref(request, "q=carto&kind=service-account"),
    await roleHref(request, "q=carto"),
    "/clusters/333333333333/eu-west-1/payments-prod-euw1",
    "/accounts/333333333333",
    "/policies/aws/AmazonEBSCSIDriverPolicy",
  ];
  for (const path of paths) expect(await widerThanSeen(page, path), path).toEqual([0, 0]);
});

test("nothing stands on something else: the map's choices, and what is above a policy", async ({ page }) => {
  await page.goto("/map?view=table");
  const choices = page.getByRole("group", { name: "View as" }).getByRole("button");
  await expect(choices).toHaveCount(2);
  for (const choice of await choices.all()) expect((await choice.boundingBox())?.height).toBeLessThan(30);

  await page.goto("/policies/aws/AmazonEBSCSIDriverPolicy");
  const arn = await page
    .getByTitle("arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy")
    .first()
    .boundingBox();
  const form = await page.getByRole("group", { name: /^How to show / }).boundingBox();
  expect(arn && form && (arn.y + arn.height <= form.y || arn.x + arn.width <= form.x)).toBe(true);
});

test("the navigation is behind a button and closes when it has led somewhere", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("dialog", { name: "Menu" }).getByRole("link", { name: "Roles" }).click();
  await expect(page).toHaveURL(/\/roles$/);
  await expect(page.getByRole("dialog", { name: "Menu" })).toHaveCount(0);
});
