/** Who imports whom: the rules hold in the project, and each of them is known to see what it forbids. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cruised, config, cruiseTree, root } from "./cruise";
import { sources } from "./house";
import { allowed, companions, plants, targets } from "./planted";

/** Each of these resolves every import of the project: seconds on an idle machine, minutes on a busy one. */
const MOST_MS = 900_000;
const entries = ["app", "components", "lib", "proxy.ts"];

describe("the project", () => {
  let files: readonly string[];
  let cruised: Cruised;
  beforeAll(async () => {
    files = await sources(root, ["app", "components", "lib"], /\.tsx?$/);
    cruised = await cruiseTree(root, entries);
  }, MOST_MS);

  it("was seen whole", () => {
    const seen = new Set(cruised.modules);
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
    expect(cruised.dependencies).toBeGreaterThan(2 * files.length);
  });

  it("keeps every rule", () => {
    expect(cruised.violations).toEqual([]);
  });
});

describe("the rules", () => {
  let folder: string;
  let cruised: Cruised;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "podlens-imports-"));
    const files: Record<string, string> = {
      ...targets,
      ...companions,
      "tsconfig.json": JSON.stringify({
        compilerOptions: { module: "ESNext", moduleResolution: "bundler", jsx: "react-jsx", paths: { "@/*": ["./*"] } },
      }),
      "package.json": JSON.stringify({ name: "planted", dependencies: { zod: "*", yaml: "*", react: "*", next: "*" } }),
    };
    for (const { file, text } of plants) files[file] = text;
    for (const [file, list] of Object.entries(allowed))
      files[file] = list.map((what) => `import "${what}";\n`).join("");
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    cruised = await cruiseTree(folder, entries);
  }, MOST_MS);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("have a planted violation each", () => {
    expect(config.forbidden.map((rule) => rule.name).sort()).toEqual(plants.map((plant) => plant.rule).sort());
  });

  it.each(plants.map((plant) => [plant.rule, plant] as const))("%s sees its violation", (rule, plant) => {
    expect(
      cruised.violations.filter((violation) => violation.from === plant.file).map((violation) => violation.rule),
    ).toContain(rule);
  });

  it("let through what the table allows", () => {
    const files = new Set(Object.keys(allowed));
    expect(cruised.modules.filter((module) => files.has(module))).toHaveLength(files.size);
    expect(cruised.violations.filter((violation) => files.has(violation.from))).toEqual([]);
  });
});
