/** The map's components by themselves, on an estate that is written down, under the product's content policy. */
import { test as base, expect, type Page } from "@playwright/test";
import { benchSource } from "../bench/map/estate";
import { expectNoViolations, expectNoViolationsInBothThemes } from "./accessible";
import { bundleMap } from "./map-harness/bundle";
import { sampleSource } from "./map-harness/sample";
import { type Harness, startHarness } from "./map-harness/server";

const entry = new URL("./map-harness/page.tsx", import.meta.url).pathname;

const test = base.extend<{ faults: string[]; open: (path?: string) => Promise<void> }, { map: Harness }>({
  map: [
    // biome-ignore lint/correctness/noEmptyPattern: the form that Playwright asks for
    async ({}, use) => {
      const harness = await startHarness(await bundleMap(entry), sampleSource());
      await use(harness);
      harness.server.close();
    },
    { scope: "worker" },
  ],
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") faults.push(`asked ${url.origin}`);
      });
      page.on("pageerror", (error) => faults.push(`threw ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error" && !/Failed to load resource/.test(message.text())) faults.push(message.text());
      });
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, map }, use) => {
    await use(async (path = "/map") => {
      await page.goto(map.url + path);
      await expect(page.getByRole("heading", { level: 1, name: "Map" })).toBeVisible();
    });
  },
});

const stage = (page: Page) => page.getByRole("group", { name: "Access map" });
const column = (page: Page, name: string) => stage(page).getByRole("group", { name: new RegExp(`^${name}:`) });
const row = (page: Page, within: string, name: RegExp) => column(page, within).getByRole("button", { name });
const panel = (page: Page) => page.getByRole("complementary", { name: "Details of the selection" });

test("columns hold what the paths hold, and say how much", async ({ page, open }) => {
  await open();
  await expect(column(page, "Cluster").getByRole("listitem")).toHaveCount(3);
  await expect(column(page, "Target role").getByRole("listitem")).toHaveCount(1);
  await expect(row(page, "Role", /^Role payments-api/)).toHaveAccessibleName(
    "Role payments-api: from 2 service accounts, to 2 policies, 2 bindings",
  );
  await expect(row(page, "Service account", /fraud-scoring.*denied/)).toHaveCount(1);
  await expect(page.getByText("28 workloads, 28 bindings")).toBeVisible();
});

test("a selection lights up its paths and no other, and gives the reason of each link", async ({ page, open }) => {
  await open();
  await row(page, "Service account", /^Service account indexer/).click();
  await expect(page).toHaveURL(/select=service-account/);
  await expect(panel(page)).toContainText("search-write allows es");
  await expect(panel(page)).toContainText("indexer gets shared-search-data");
  // The source role's own policy is on nobody's path: the pods end up with the target role.
  await expect(panel(page)).not.toContainText("assume-shared");
  await page.getByRole("button", { name: "Close details" }).click();
  await expect(panel(page)).toHaveCount(0);
  await page.goBack();
  await expect(panel(page)).toBeVisible();
});

test("the keyboard alone walks from a service account to the policy behind it", async ({ page, open }) => {
  await open();
  await row(page, "Cluster", /analytics/).focus();
  await page.keyboard.press("ArrowRight");
  await expect(column(page, "Namespace").locator("button:focus")).toHaveCount(1);
  await page.keyboard.type("carto");
  await expect(row(page, "Namespace", /^Namespace carto/)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("carto-selfhosted-w");
  const workload = row(page, "Service account", /carto-selfhosted-workspace-api/);
  await expect(workload).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panel(page)).toContainText("carto-metadata-db allows rds-db");
  await expect(workload).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("ArrowRight");
  await expect(row(page, "Role", /^Role carto-selfhosted-workspace-api/)).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
});

test("Tab stops once in the rows, where the reader was", async ({ page, open }) => {
  await open();
  await row(page, "Role", /^Role search-hub/).click();
  await expect(stage(page).locator("[data-row][tabindex='0']")).toHaveCount(1);
  await expect(stage(page).locator("[data-row][tabindex='0']")).toHaveText("search-hub");
});

test("F shows only the paths through a row, to the depth that is chosen, and Escape goes back", async ({
  page,
  open,
}) => {
  await open();
  await row(page, "Role", /^Role payments-api/).focus();
  await page.keyboard.press("f");
  await expect(page.getByText("Paths through")).toBeVisible();
  await expect(column(page, "Role").getByRole("listitem")).toHaveCount(1);
  await expect(column(page, "Service account").getByRole("listitem")).toHaveCount(2);
  await page.getByLabel("Depth of the focus").selectOption("1");
  await expect(column(page, "Cluster")).toHaveCount(0);
  await expect(column(page, "Service account")).toHaveCount(1);
  await row(page, "Role", /^Role payments-api/).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(column(page, "Role").getByRole("listitem")).toHaveCount(16);
});

test("search, filters and exclusions keep whole paths, and what is hidden is counted", async ({ page, open }) => {
  await open();
  await page.getByRole("searchbox", { name: "Search the map" }).fill("rds-db");
  await expect(column(page, "Service account").getByRole("listitem")).toHaveCount(1);
  await expect(page.getByText("1 of 28 workloads")).toBeVisible();
  await expect(page).toHaveURL(/q=rds-db/);
  await page.getByRole("button", { name: "What is not shown" }).click();
  await expect(page.getByRole("dialog")).toContainText("27");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.getByRole("button", { name: "Namespace", exact: true }).click();
  await page.getByRole("button", { name: "Exclude kube-system" }).click();
  await page.keyboard.press("Escape");
  await expect(column(page, "Namespace").getByRole("button", { name: /kube-system/ })).toHaveCount(0);
  await expect(page).toHaveURL(/namespace=!kube-system/);
});

test("a column can be searched, sorted and hidden from its heading", async ({ page, open }) => {
  await open();
  await page.getByRole("button", { name: "Search and sort: Role", exact: true }).click();
  await page.getByRole("combobox", { name: "Sort" }).selectOption("name");
  await expect(column(page, "Role").getByRole("listitem").first()).toHaveText("aws-load-balancer-controller");
  await page.getByRole("searchbox", { name: "Search in role" }).fill("carto");
  await expect(column(page, "Role").getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Hide this column" }).click();
  await expect(column(page, "Role")).toHaveCount(0);
  await expect(page).toHaveURL(/find=role/);
});

test("the table has the same paths under the same address", async ({ page, open }) => {
  await open("/map?namespace=carto");
  await page.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("table", { name: "Paths" });
  await expect(table.getByRole("row")).toHaveCount(4);
  await expect(table.getByRole("row").filter({ hasText: "rds-db" })).toContainText("carto-metadata-db");
  await expect(page).toHaveURL(/view=table/);
  await expectNoViolations(page);
});

test("what is seen is saved as SVG, PNG and JSON", async ({ page, open }) => {
  await open("/map?select=role%3Apayments-api");
  await expect(panel(page)).toContainText("payments-data");
  const save = async (name: string) => {
    await page.getByRole("button", { name: "Export, print, keys" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name }).click();
    return download;
  };
  const text = async (name: string) => {
    const stream = await (await save(name)).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  const svg = (await text("Export what is seen as SVG")).toString();
  expect(svg).toContain("payments-api");
  expect(svg).toContain("<path");
  const isWellFormed = await page.evaluate(
    (source) => new DOMParser().parseFromString(source, "image/svg+xml").querySelector("parsererror") === null,
    svg,
  );
  expect(isWellFormed).toBe(true);
  const png = await text("Export what is seen as PNG");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeGreaterThan(10_000);
  const json = JSON.parse((await text("Export this view as JSON")).toString());
  expect(json).toMatchObject({ format: "podlens.map/v1", totals: { bindings: 28 } });
  expect(json.links.length).toBeGreaterThan(20);
});

test("print gets the table with every path", async ({ page, open }) => {
  await open("/map?namespace=carto");
  await page.evaluate(() => {
    window.print = () => {
      document.title = document.querySelector("[data-print-only]")?.textContent ?? "";
    };
  });
  await expect(column(page, "Role").getByRole("listitem")).toHaveCount(2);
  await page.keyboard.press("Control+p");
  await expect(page).toHaveTitle(/3 paths.*carto-metadata-db/);
});

test("lines are painted anew in the other theme's colours", async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open("/map#look=system");
  const ink = () =>
    page.evaluate(() => {
      const canvas = document.querySelector("canvas")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      let painted = 0;
      let light = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3]! < 100) continue;
        painted++;
        light += data[at]!;
      }
      return { painted, mean: light / Math.max(1, painted) };
    });
  await expect(column(page, "Role").getByRole("listitem").first()).toBeVisible();
  const before = await ink();
  expect(before.painted).toBeGreaterThan(1000);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(async () => (await ink()).mean).not.toBe(before.mean);
});

test("an address that makes no sense shows what it can and says what it left out", async ({ page, open }) => {
  await open("/map?depth=99&cols=cluster,role&sort=role:size");
  await expect(page.getByText(/left out: depth, sort/)).toBeVisible();
  await expect(column(page, "Role")).toBeVisible();
  await expect(column(page, "Policy")).toHaveCount(0);
});

test("nothing over, nothing there and nothing answered are told apart", async ({ page, map, open }) => {
  await open("/map?q=nothing-is-called-this");
  await expect(page.getByRole("heading", { name: "No paths match" })).toBeVisible();
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect(column(page, "Role")).toBeVisible();
  await page.route("**/api/graph*", (route) =>
    route.fulfill({
      status: 500,
      json: { error: { code: "analysis-failed", message: "The analysis failed.", remedy: "Try again." } },
    }),
  );
  await page.goto(`${map.url}/map`);
  await expect(page.getByRole("alert")).toContainText("The analysis failed.");
  await expectNoViolations(page);
  await page.unroute("**/api/graph*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(column(page, "Role")).toBeVisible();
});

test("a narrow window scrolls the map inside itself and keeps the selection in sight", async ({ page, open }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open("/map?select=role%3Apayments-api");
  await expect(panel(page)).toBeVisible();
  await expect(row(page, "Role", /^Role payments-api/)).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("axe finds nothing on the map in either theme, with and without a selection", async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open("/map");
  await expect(column(page, "Role").getByRole("listitem").first()).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await row(page, "Service", /^Service s3/).click();
  await expect(panel(page)).toContainText("carto-buckets");
  await expectNoViolationsInBothThemes(page);
  await page.getByRole("button", { name: "Namespace", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoViolationsInBothThemes(page);
});

test.describe("at twenty thousand rows", () => {
  const size = {
    accounts: 12,
    clusters: 60,
    namespaces: 400,
    workloads: 3000,
    roles: 2400,
    policies: 1500,
    services: 200,
    resources: 10,
  };

  test("groups open in place, few elements are in the page, and scrolling brings the rows", async ({ page }) => {
    const harness = await startHarness(await bundleMap(entry), benchSource(size));
    try {
      await page.goto(`${harness.url}/map`);
      const groups = column(page, "Service account").locator("[data-row][aria-expanded=false]");
      await expect(groups.first()).toBeVisible();
      await groups.first().focus();
      await page.keyboard.press("Space");
      await expect(column(page, "Service account").locator("[data-row][aria-expanded=true]")).toHaveCount(1);
      await expect(page).toHaveURL(/open=group/);

      await page.goto(`${harness.url}/map?group=none`);
      const list = column(page, "Service account");
      await expect(list.getByRole("listitem").first()).toHaveAttribute("aria-setsize", "3000");
      expect(await stage(page).locator("*").count()).toBeLessThan(700);
      await list
        .getByRole("button", { name: /^Service account/ })
        .first()
        .focus();
      await page.keyboard.press("End");
      await expect(list.locator("button:focus")).toHaveCount(1);
      await expect(list.locator("li:has(button:focus)")).toHaveAttribute("aria-posinset", "3000");
      expect(await stage(page).locator("*").count()).toBeLessThan(700);
      await expect(
        stage(page)
          .getByRole("button", { name: /links to rows further above/ })
          .first(),
      ).toBeVisible();
    } finally {
      harness.server.close();
    }
  });
});
