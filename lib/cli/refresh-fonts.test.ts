import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { create, type Font } from "fontkit";
import { describe, expect, test } from "vitest";

const app = new URL("../../app/", import.meta.url);
const packages = createRequire(import.meta.url);

async function open(file: string | URL): Promise<Font> {
  return create(await readFile(file)) as Font;
}

/** Code points of the rule for `file` in fonts.css. */
async function rangeOf(file: string): Promise<readonly number[]> {
  const rule = (await readFile(new URL("fonts.css", app), "utf8"))
    .split("@font-face")
    .find((text) => text.includes(file));
  const [, ranges = ""] = /unicode-range:([^;]*);/.exec(rule ?? "") ?? [];
  return ranges.split(",").flatMap((range) => {
    const [first = "", last = first] = range.trim().replace("U+", "").split("-");
    const start = Number.parseInt(first, 16);
    return Array.from({ length: Number.parseInt(last, 16) - start + 1 }, (_, at) => start + at);
  });
}

describe.each(["inter", "jetbrains-mono"])("the small font file of %s", (name) => {
  const file = `${name}-basic.woff2`;

  test("has each character that its rule in fonts.css promises", async () => {
    const { characterSet } = await open(new URL(`fonts/${file}`, app));
    const range = await rangeOf(file);
    expect(range.length).toBeGreaterThan(100);
    expect(characterSet.filter((point) => point >= 32 && point < 0xffff).sort((a, b) => a - b)).toEqual(
      [...range].sort((a, b) => a - b),
    );
  });

  test("is as wide as the package's own, and has the weights that are used", async () => {
    const small = await open(new URL(`fonts/${file}`, app));
    const whole = await open(packages.resolve(`@fontsource-variable/${name}/files/${name}-latin-wght-normal.woff2`));
    const text = "arn:aws:iam::111122223333:role/payments-api … 0123456789 AVATAR To";
    const [ours, theirs] = [small, whole].map((font) => font.layout(text, ["kern"]).advanceWidth / font.unitsPerEm);
    expect(ours).toBeCloseTo(theirs!, 6);
    expect(small.variationAxes).toEqual({ wght: expect.objectContaining({ min: 400, max: 600 }) });
  });
});

test("Inter keeps kerning and figures of one width", async () => {
  const { availableFeatures } = await open(new URL("fonts/inter-basic.woff2", app));
  expect(availableFeatures).toEqual(expect.arrayContaining(["kern", "tnum"]));
});
