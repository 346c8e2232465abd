/** What a browser without a cache fetches for the map's first view, as the product serves it. */
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Response } from "@playwright/test";
import { startDemo } from "../product";

export type Kind = "code" | "fonts" | "style" | "document" | "data";

/** Bytes on the wire, headers left out. `graph`: the map's own answer, which is part of `data`. */
export interface FirstView {
  readonly bytes: Readonly<Record<Kind, number>>;
  readonly graph: number;
  readonly uncompressed: number;
}

const RESTING = 2_000;

/** Starts the product on its sample estate (and builds the web app, where it was not built). */
export async function firstView(executablePath: string): Promise<FirstView> {
  const product = await startDemo();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    return await visit(browser, `${product.url}/map`);
  } finally {
    await browser.close();
    await product.stop();
  }
}

async function visit(browser: Browser, url: string): Promise<FirstView> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  const finished: Response[] = [];
  let last = performance.now();
  page.on("requestfinished", async (request) => {
    last = performance.now();
    const response = await request.response();
    if (response) finished.push(response);
  });
  page.setDefaultTimeout(120_000);
  await page.goto(url, { waitUntil: "commit" });
  await page.getByRole("group", { name: "Access map" }).getByRole("button").first().waitFor();
  while (performance.now() - last < RESTING) await page.waitForTimeout(200);
  const bytes: Record<Kind, number> = { code: 0, fonts: 0, style: 0, document: 0, data: 0 };
  let graph = 0;
  let uncompressed = 0;
  for (const response of finished) {
    const { responseBodySize } = await response.request().sizes();
    bytes[kindOf(response)] += responseBodySize;
    if (new URL(response.url()).pathname === "/api/graph") graph += responseBodySize;
    if (response.headers()["content-encoding"] === undefined) uncompressed += gain(await response.body());
  }
  return { bytes, graph, uncompressed };
}

function kindOf(response: Response): Kind {
  const type = response.request().resourceType();
  if (type === "script") return "code";
  if (type === "font") return "fonts";
  if (type === "stylesheet") return "style";
  return type === "document" ? "document" : "data";
}

/** What compression would have saved. */
function gain(body: Buffer): number {
  return Math.max(0, body.length - gzipSync(body).length);
}
