/** For every rule a file that breaks it: path → text. A rule without one here fails the test. */

export interface Plant {
  readonly rule: string;
  /** The file that breaks the rule. */
  readonly file: string;
  readonly text: string;
}

const imports = (what: string) => `import "${what}";\nexport const planted = 1;\n`;

/** What the planted files import. */
export const targets: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "app/x/page",
    "components/map/x",
    "components/roles/x",
    "components/shared/x",
    "components/ui/x",
    "lib/client/x",
    "lib/view/x",
    "lib/contracts/x",
    "lib/domain/x",
    "lib/cli/x",
    "lib/server/boot/x",
    "lib/server/store/x",
    "lib/server/aws/x",
    "lib/server/http/x",
    "lib/server/auth/x",
    "lib/server/sandbox/x",
    "lib/server/workers/x",
    "lib/server/usecases/x",
    "lib/server/usecases/ports",
    "tests/help",
  ].map((path) => [`${path}.ts`, "export const x = 1;\n"]),
);

const plant = (rule: string, file: string, what: string): Plant => ({ rule, file, text: imports(what) });

export const plants: readonly Plant[] = [
  plant("app", "app/p/page.tsx", "@/lib/server/store/x"),
  plant("proxy", "proxy.ts", "@/lib/server/boot/x"),
  plant("component-feature", "components/map/p.tsx", "@/components/roles/x"),
  plant("component-parts", "components/parts/p.tsx", "@/components/roles/x"),
  plant("component-shared", "components/shared/p.tsx", "@/lib/client/x"),
  plant("component-ui", "components/ui/p.tsx", "@/lib/domain/x"),
  plant("client", "lib/client/p.ts", "@/lib/server/usecases/ports"),
  plant("view", "lib/view/p.ts", "@/lib/client/x"),
  plant("contracts", "lib/contracts/p.ts", "@/lib/view/x"),
  plant("domain", "lib/domain/p.ts", "@/lib/contracts/x"),
  plant("usecases", "lib/server/usecases/p.ts", "@/lib/server/store/x"),
  ...["aws", "kubernetes", "store", "auth", "config", "log", "notify"].map((name) =>
    plant(`adapter-${name}`, `lib/server/${name}/p.ts`, "@/lib/server/http/x"),
  ),
  plant("adapter-export", "lib/server/export/p.ts", "@/lib/server/usecases/x"),
  plant("adapter-http", "lib/server/http/p.ts", "@/lib/server/store/x"),
  plant("workers", "lib/server/workers/p.ts", "@/lib/server/store/x"),
  plant("sandbox", "lib/server/sandbox/p.ts", "@/lib/server/aws/x"),
  plant("boot", "lib/server/boot/p.ts", "@/lib/cli/x"),
  plant("cli", "lib/cli/p.ts", "@/lib/server/store/x"),
  plant("nothing-imports-app", "components/map/p-app.tsx", "@/app/x/page"),
  plant("lib-without-components", "lib/view/p-components.ts", "@/components/ui/x"),
  plant("components-without-server", "components/shared/p-server.tsx", "../../lib/server/store/x"),
  plant("sandbox-only-from-boot", "lib/cli/p-sandbox.ts", "@/lib/server/sandbox/x"),
  plant("bundle-without-server-core", "app/r/page.tsx", "@/lib/server/http/p"),
  plant("product-without-tests", "lib/domain/p-tests.ts", "../../tests/help"),
  plant("no-test-imported", "lib/domain/p-test.ts", "./testing/q"),
  {
    rule: "no-cycle",
    file: "lib/domain/p-cycle.ts",
    text: 'import { b } from "./q-cycle";\nexport const a = () => b;\n',
  },
  plant("unresolvable", "lib/domain/p-nowhere.ts", "./nowhere"),
  plant("domain-without-packages", "lib/domain/p-node.ts", "node:fs"),
  plant("view-without-packages", "lib/view/p-package.ts", "zod"),
  plant("contracts-with-zod-alone", "lib/contracts/p-package.ts", "node:path"),
  plant("browser-without-node", "components/map/p-node.tsx", "node:fs"),
  plant("browser-without-server-packages", "lib/client/p-package.ts", "yaml"),
  plant("server-without-browser", "lib/server/http/p-react.ts", "react"),
  plant("next-only-at-the-edge", "lib/server/http/p-next.ts", "next/server"),
  plant("links-from-one-place", "components/map/p-link.tsx", "next/link"),
  plant("sdk-only-in-its-adapter", "lib/server/boot/p-sdk.ts", "@aws-sdk/client-sts"),
  plant("duckdb-only-in-the-store", "lib/server/usecases/p-duckdb.ts", "@duckdb/node-api"),
];

/** Files that the plants need beside the targets. */
export const companions: Readonly<Record<string, string>> = {
  "lib/domain/testing/q.ts": 'import "fast-check";\nexport const t = 1;\n',
  "lib/domain/q-cycle.ts": 'import { a } from "./p-cycle";\nexport const b = () => a;\n',
};

/** What the table allows, one import for each line of it: none of these may be reported. */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  "app/ok/page.tsx": [
    "@/components/map/x",
    "@/lib/client/x",
    "@/lib/view/x",
    "@/lib/contracts/x",
    "@/lib/server/http/x",
    "@/lib/server/usecases/x",
    "@/lib/server/auth/x",
  ],
  "components/map/ok.tsx": [
    "./x",
    "@/components/shared/x",
    "@/components/ui/x",
    "@/lib/client/x",
    "@/lib/view/x",
    "@/lib/contracts/x",
    "@/lib/domain/x",
    "react",
  ],
  "components/shared/link.tsx": [
    "@/components/ui/x",
    "@/lib/view/x",
    "@/lib/contracts/x",
    "@/lib/domain/x",
    "next/link",
  ],
  "lib/client/ok.ts": ["@/lib/contracts/x", "@/lib/view/x", "@/lib/domain/x", "@tanstack/react-query"],
  "lib/view/ok.ts": ["@/lib/contracts/x", "@/lib/domain/x"],
  "lib/contracts/ok.ts": ["@/lib/domain/x", "zod"],
  "lib/server/usecases/ok.ts": ["./ports", "@/lib/view/x", "@/lib/contracts/x", "@/lib/domain/x", "node:crypto"],
  "lib/server/aws/ok.ts": [
    "@/lib/server/usecases/ports",
    "@/lib/contracts/x",
    "@/lib/domain/x",
    "@aws-sdk/client-sts",
    "node:fs",
  ],
  "lib/server/store/ok.ts": ["@/lib/server/usecases/ports", "@duckdb/node-api"],
  "lib/server/boot/ok.ts": [
    "@/lib/server/aws/x",
    "@/lib/server/store/x",
    "@/lib/server/sandbox/x",
    "@/lib/server/workers/x",
  ],
  "lib/cli/ok.ts": ["@/lib/server/boot/x", "@/lib/server/usecases/x", "@/lib/contracts/x"],
};
