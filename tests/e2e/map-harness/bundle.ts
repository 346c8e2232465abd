/** The map's real components and styles, bundled for a page without the rest of the product. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type BuildResult, build } from "esbuild";
import postcss from "postcss";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

export interface Bundle {
  readonly script: string;
  readonly worker: string;
  readonly style: string;
}

/** `entry`: a file of ours that draws into #root. `minify` for figures, plain for tests. */
export async function bundleMap(entry: string, minify = false): Promise<Bundle> {
  const common = {
    bundle: true,
    write: false,
    minify,
    format: "esm" as const,
    platform: "browser" as const,
    target: "es2022",
    jsx: "automatic" as const,
    tsconfig: `${root}tsconfig.json`,
    define: { "process.env.NODE_ENV": '"production"' },
    // Outside Next a link is a link, and the address the browser's.
    alias: { "next/link": `${here}plain-link.tsx`, "next/navigation": `${here}plain-navigation.ts` },
    logLevel: "silent" as const,
  };
  const [page, worker, style] = await Promise.all([
    build({ ...common, entryPoints: [entry] }),
    build({ ...common, entryPoints: [`${root}components/map/layout.worker.ts`] }),
    compileStyle(),
  ]);
  return { script: textOf(page), worker: textOf(worker), style };
}

function textOf(result: BuildResult): string {
  const file = result.outputFiles?.[0];
  if (!file) throw new Error("the bundle is empty");
  return file.text;
}

async function compileStyle(): Promise<string> {
  const file = `${root}app/globals.css`;
  const tailwind = createRequire(import.meta.url)("@tailwindcss/postcss");
  const result = await postcss([tailwind({ base: root })]).process(await readFile(file, "utf8"), { from: file });
  // Fonts of the packages are files of their own, which this page does not serve: the system's stand in.
  return result.css.replace(/@font-face\s*{[^}]*}/g, "");
}
