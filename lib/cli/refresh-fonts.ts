/**
 * Rewrites `app/fonts/*.woff2` from the installed font packages: `npm run refresh:fonts`. A developer's tool, not a command
 * of the product. Each holds only what nearly every page draws; what else there is comes from the packages' own files, which
 * a browser fetches when such a character stands on the page (unicode-range, `app/fonts.css`).
 */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import subsetFont from "subset-font";

const FOLDER = new URL("../../app/fonts/", import.meta.url);
const { resolve } = createRequire(import.meta.url);

/** Printable ASCII, and what the interface's own words are set with. As in `app/fonts.css`. */
const CHARACTERS = `${Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("")}\u00a0·×–—‘’“”…↑↓−`;

/** Of the features that the packages' files have, those that text is set with; code is set without ligatures. */
const FONTS = [
  { name: "inter", features: ["kern", "ccmp", "calt", "tnum"] },
  { name: "jetbrains-mono", features: ["ccmp"] },
];

await mkdir(FOLDER, { recursive: true });
for (const { name, features } of FONTS) {
  const source = resolve(`@fontsource-variable/${name}/files/${name}-latin-wght-normal.woff2`);
  const whole = await readFile(source);
  const part = await subsetFont(whole, CHARACTERS, {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 600 } },
    keepFeatures: features,
    noHinting: true,
  });
  await writeFile(new URL(`${name}-basic.woff2`, FOLDER), part);
  await copyFile(resolve(`@fontsource-variable/${name}/LICENSE`), new URL(`${name}.LICENSE.txt`, FOLDER));
  process.stdout.write(`${name}: ${whole.length} -> ${part.length} bytes\n`);
}
