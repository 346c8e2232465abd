/** `test` with the product's address, and with what no page may ever do: ask a foreign host, break its own CSP, throw. */
import { test as base, expect } from "@playwright/test";

export { expect };

export const test = base.extend<{ faults: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form that Playwright asks for
  baseURL: async ({}, use) => {
    await use(process.env.PODLENS_E2E_URL ?? "");
  },
  faults: [
    async ({ page, baseURL }, use) => {
      const faults: string[] = [];
      const own = new URL(baseURL ?? "").origin;
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.origin !== own) faults.push(`asked ${url.origin}`);
      });
      page.on("pageerror", (error) => faults.push(`threw ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
          faults.push(`console: ${message.text()}`);
        }
      });
      await use(faults);
      // What the page still asks for when a test is done is no fault of it.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});
