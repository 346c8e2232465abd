import { chromium } from "playwright-core";
import { benchSource, largeEstate } from "@/tests/bench/map/estate";
import { bundleMap } from "@/tests/e2e/map-harness/bundle";
import { sampleSource } from "@/tests/e2e/map-harness/sample";
import { startHarness } from "@/tests/e2e/map-harness/server";

const bundle = await bundleMap(new URL("../../e2e/map-harness/page.tsx", import.meta.url).pathname);
console.log("js", bundle.script.length, "css", bundle.style.length);
const h = await startHarness(bundle, process.argv[2] === "big" ? benchSource(largeEstate) : sampleSource());
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const shots: [string, number, number, string, string?][] = JSON.parse(process.argv[3] ?? "[]");
for (const [name, w, hh, path, action] of shots) {
  const p = await b.newPage({ viewport: { width: w, height: hh } });
  p.on("console", (m) => {
    if (m.type() !== "debug" && m.type() !== "info") console.log(name, m.type(), m.text().slice(0, 400));
  });
  p.on("pageerror", (e) => console.log(name, "ERR", String(e).slice(0, 600)));
  await p.goto(h.url + path);
  await p.waitForTimeout(process.argv[2] === "big" ? 5000 : 1500);
  if (action) {
    await p.evaluate(action);
    await p.waitForTimeout(800);
  }
  console.log(name, await p.evaluate("document.querySelectorAll('[role=group][aria-label=\"Access map\"] *').length"));
  await p.screenshot({ path: `/tmp/shots/${name}.png` });
  await p.close();
}
await b.close();
h.server.close();
process.exit(0);
