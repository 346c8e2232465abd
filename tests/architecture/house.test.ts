/** Rules of the house that no linter knows. */
import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "./cruise";
import { serverDataInPage, sources, text, unfinished, unguardedExports } from "./house";

let code: readonly string[] = [];
const texts = new Map<string, string>();

beforeAll(async () => {
  code = [
    ...(await sources(root, ["app", "components", "lib", "tests"], /\.(tsx?|jsx?|cjs|mjs)$/)),
    "proxy.ts",
    "next.config.js",
  ];
  for (const file of code) texts.set(file, await text(root, file));
});

describe("the top of the project", () => {
  it("holds what it always holds", () => {
    const known = new Set([
      ".ci",
      ".git",
      ".github",
      ".gitignore",
      ".npmrc",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "NOTICE",
      "README.md",
      "SECURITY.md",
      "app",
      "components",
      "lib",
      "public",
      "tests",
      "instrumentation.ts",
      "next.config.js",
      "package-lock.json",
      "package.json",
      "proxy.ts",
      "tsconfig.json",
    ]);
    const made = new Set([
      "node_modules",
      ".next",
      ".podlens",
      ".cache",
      "coverage",
      "reports",
      "test-results",
      "playwright-report",
      ".stryker-tmp",
      "next-env.d.ts",
      "podlens.yaml",
    ]);
    expect(readdirSync(root).filter((name) => !known.has(name) && !made.has(name))).toEqual([]);
  });
});

describe("route handlers", () => {
  it("are all guarded", async () => {
    const routes = await sources(root, ["app"], /(^|\/)route\.[jt]sx?$/);
    expect(routes.length).toBeGreaterThanOrEqual(15);
    expect(routes.every((route) => route.startsWith("app/api/"))).toBe(true);
    expect(
      routes.map((route) => [route, unguardedExports(texts.get(route) ?? "")]).filter(([, wrong]) => wrong?.length),
    ).toEqual([]);
  });

  it.each([
    ['export async function GET() { return new Response("x"); }'],
    ["export const GET = async () => new Response();"],
    ['import { guarded } from "@/lib/server/http/guarded";\nexport const GET = guarded(f);\nexport const POST = f;'],
    ['import { guarded } from "./mine";\nexport const GET = guarded(f);'],
    ['import { guarded } from "@/lib/server/http/guarded";\nexport { GET } from "./other";'],
    ['import { guarded } from "@/lib/server/http/guarded";\nexport default guarded(f);'],
    [""],
  ])("that are not are seen: %j", (source) => {
    expect(unguardedExports(source)).not.toEqual([]);
  });

  it("that ask for no session are the one for signing in", () => {
    const open = code.filter((file) => file.startsWith("app/") && texts.get(file)?.includes("not-needed"));
    expect(open).toEqual(["app/api/session/route.ts"]);
  });
});

describe("pages", () => {
  it("hold no estate data: they never reach the server's side", () => {
    const pages = code.filter((file) =>
      /^app\/.*(page|layout|template|loading|error|not-found|default)\.tsx$/.test(file),
    );
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.filter((file) => serverDataInPage(texts.get(file) ?? "").length > 0)).toEqual([]);
    expect(serverDataInPage('import { currentContainer } from "@/lib/server/http/web-container";')).toHaveLength(1);
  });

  it("start no server action: those would be handlers without a guard", () => {
    expect(
      code.filter((file) => !file.startsWith("tests/") && /^\s*["']use server["']/m.test(texts.get(file) ?? "")),
    ).toEqual([]);
  });
});

describe("sources", () => {
  it("hold no unfinished work and no test that does not run", () => {
    const own = /^tests\/architecture\/house\./;
    expect(code.filter((file) => !own.test(file) && unfinished(texts.get(file) ?? "").length > 0)).toEqual([]);
    for (const line of ["// TODO: later", 'it.skip("x")', 'describe.only("x")', "xit("])
      expect(unfinished(line)).toHaveLength(1);
  });

  it("are small files", () => {
    const lengths = code
      .filter((file) => /^(app|components|lib)\/.*\.tsx?$/.test(file) && !/\.test\./.test(file))
      .map((file) => (texts.get(file) ?? "").split("\n").length);
    lengths.sort((a, b) => a - b);
    const at = (share: number) => lengths[Math.floor(share * (lengths.length - 1))] ?? 0;
    expect(at(0.5)).toBeLessThanOrEqual(110);
    expect(at(0.95)).toBeLessThanOrEqual(300);
  });

  it("are named in kebab-case", () => {
    const odd = code
      .filter((file) => !file.startsWith("app/"))
      .filter((file) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(file.split("/").at(-1) ?? ""));
    expect(odd).toEqual([]);
  });
});
