import { roleHref, workloadHref } from "./pages";
import { expect, test } from "./test";

test.use({ viewport: { width: 390, height: 844 } });

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
    await workloadHref(request, "q=names&kind=service-account"),
    await roleHref(request, "used=all&q=RRRRRRRR"),
  ];
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    const wider = await page.evaluate(() =>
      [document.documentElement, document.querySelector("main")].map((box) =>
        box === null ? 0 : box.scrollWidth - box.clientWidth,
      ),
    );
    expect(wider, path).toEqual([0, 0]);
  }
});

test("the navigation is behind a button and closes when it has led somewhere", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("dialog", { name: "Menu" }).getByRole("link", { name: "Roles" }).click();
  await expect(page).toHaveURL(/\/roles$/);
  await expect(page.getByRole("dialog", { name: "Menu" })).toHaveCount(0);
});
