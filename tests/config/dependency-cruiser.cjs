/**
 * Who may import whom. The table is the one of the architecture page; a test plants a violation of every rule and sees
 * it reported, and counts the modules, since a cruise that saw nothing reports nothing.
 */
// Tests beside their source, and what only they use.
const test = "\\.test\\.tsx?$|/testing/";
const feature = "^components/(?!ui/|shared/|parts/)([^/]+)/";

/** Everything of ours that `from` imports must match one of `allowed`; packages and Node are ruled apart. */
function only(name, from, allowed, comment) {
  return {
    name,
    severity: "error",
    comment,
    from: { path: from, pathNot: test },
    to: { path: "^(app|components|lib|tests|proxy\\.ts)(/|$)", pathNot: allowed },
  };
}

function never(name, from, to, comment) {
  return { name, severity: "error", comment, from, to };
}

const shared = "^lib/(contracts|domain)/";
const adapter = (folder, ...more) => [
  `^lib/server/${folder}/`,
  "^lib/server/usecases/ports\\.ts$",
  "^lib/server/usecases/[^/]+/ports\\.ts$",
  "^lib/server/usecases/[^/]+/[a-z]+-ports\\.ts$",
  shared,
  ...more,
];

module.exports = {
  forbidden: [
    only(
      "app",
      "^app/",
      ["^app/", "^components/", "^lib/client/", "^lib/view/", shared, "^lib/server/(usecases|auth|http)/"],
      "routes only",
    ),
    only("proxy", "^proxy\\.ts$", ["^lib/server/(auth|http)/", shared], "sign-in, host check and CSP nonce"),
    only(
      "component-feature",
      feature,
      ["^components/$1/", "^components/(parts|shared|ui)/", "^lib/client/", "^lib/view/", shared],
      "features never import each other",
    ),
    only(
      "component-parts",
      "^components/parts/",
      ["^components/(parts|shared|ui)/", "^lib/client/", "^lib/view/", shared],
      "what several features show and ask for themselves",
    ),
    only(
      "component-shared",
      "^components/shared/",
      ["^components/(shared|ui)/", "^lib/view/", shared],
      "atoms know the domain, not where data comes from",
    ),
    only("component-ui", "^components/ui/", ["^components/ui/"], "primitives know nothing of AWS"),
    only("client", "^lib/client/", ["^lib/client/", "^lib/view/", shared], "the browser's side of the API"),
    only("view", "^lib/view/", ["^lib/view/", shared], "view models are pure"),
    only("contracts", "^lib/contracts/", ["^lib/contracts/", "^lib/domain/"], "what crosses a boundary"),
    only("domain", "^lib/domain/", ["^lib/domain/"], "the domain knows nobody"),
    only(
      "usecases",
      "^lib/server/usecases/",
      ["^lib/server/usecases/", "^lib/view/", shared],
      "one verb a file; the outside comes through ports",
    ),
    ...["aws", "kubernetes", "store", "auth", "config", "log", "notify"].map((folder) =>
      only(
        `adapter-${folder}`,
        `^lib/server/${folder}/`,
        adapter(folder),
        "an adapter knows its ports, not the other adapters",
      ),
    ),
    only("adapter-export", "^lib/server/export/", adapter("export"), "writers of files, behind ports"),
    only(
      "adapter-http",
      "^lib/server/http/",
      adapter("http", "^lib/server/(usecases|auth)/", "^lib/view/"),
      "the guard, the handlers' helpers and the socket: they call use cases",
    ),
    only(
      "workers",
      "^lib/server/workers/",
      ["^lib/server/workers/", "^lib/server/(usecases|export)/", "^lib/view/", shared],
      "entry points of threads",
    ),
    only(
      "sandbox",
      "^lib/server/sandbox/",
      ["^lib/server/sandbox/", shared],
      "an endpoint like AWS itself: it shares no code with its readers",
    ),
    only("boot", "^lib/server/boot/", ["^lib/server/", shared], "the composition root knows all of the server"),
    only("cli", "^lib/cli/", ["^lib/cli/", "^lib/server/(boot|usecases)/", shared], "the podlens command"),
    never("nothing-imports-app", { path: "^(components|lib|proxy\\.ts)" }, { path: "^app/" }, "routes are ends"),
    never(
      "lib-without-components",
      { path: "^lib/" },
      { path: "^components/" },
      "nothing below the screen knows the screen",
    ),
    never(
      "components-without-server",
      { path: "^(components|lib/(client|view|contracts|domain))/" },
      { path: "^lib/(server|cli)/" },
      "server code stays out of the browser",
    ),
    never(
      "sandbox-only-from-boot",
      { path: "^(app|components|lib|proxy\\.ts)", pathNot: ["^lib/server/(sandbox|boot)/", test] },
      { path: "^lib/server/sandbox/" },
      "the product reads AWS; only boot may start the sample instead",
    ),
    never(
      "bundle-without-server-core",
      { path: "^(app/|proxy\\.ts$)" },
      { path: "^lib/server/(boot|store|aws|workers|sandbox|export|config)/", reachable: true },
      "what Next bundles reaches the running process through globalThis alone",
    ),
    never(
      "product-without-tests",
      { path: "^(app|components|lib|proxy\\.ts)", pathNot: test },
      { path: "^tests/" },
      "what is shipped needs no test",
    ),
    never("no-test-imported", { pathNot: test }, { path: test }, "a test is no library"),
    never(
      "no-cycle",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
      "a cycle has no order to be read in",
    ),
    never(
      "unresolvable",
      { pathNot: test },
      { couldNotResolve: true, path: "^(@/|\\.)" },
      "an import that leads nowhere is one that no rule sees",
    ),
    never(
      "domain-without-packages",
      { path: "^lib/domain/", pathNot: test },
      { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown", "core"] },
      "pure TypeScript: no Node, no framework, no clock",
    ),
    never(
      "view-without-packages",
      { path: "^lib/view/", pathNot: test },
      { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown", "core"] },
      "view models are pure",
    ),
    never(
      "contracts-with-zod-alone",
      { path: "^lib/contracts/", pathNot: test },
      {
        dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown", "core"],
        pathNot: "node_modules/zod/",
      },
      "schemas and types",
    ),
    never(
      "browser-without-node",
      { path: "^(components|lib/client)/", pathNot: test },
      { dependencyTypes: ["core"] },
      "runs in the browser",
    ),
    never(
      "browser-without-server-packages",
      { path: "^(components|lib/(client|view|contracts|domain))/", pathNot: test },
      { path: "node_modules/(@aws-sdk|@smithy|@duckdb|croner|jose|tsx|ulid|yaml)/" },
      "server packages stay out of the browser",
    ),
    never(
      "server-without-browser",
      { path: "^lib/(server|cli|domain|contracts|view)/" },
      { path: "node_modules/(react|react-dom|@tanstack|@base-ui|nuqs|cmdk)/" },
      "no screen in the server",
    ),
    never(
      "next-only-at-the-edge",
      { path: "^(lib|components/ui)/", pathNot: ["^lib/server/boot/web\\.ts$", "^lib/client/"] },
      { path: "node_modules/next/" },
      "the framework stays at the edge",
    ),
    never(
      "links-from-one-place",
      { path: "^(app|components)/", pathNot: ["^components/shared/link\\.tsx$"] },
      { path: "node_modules/next/link" },
      "a link of ours asks for nothing before one turns to it",
    ),
    never(
      "sdk-only-in-its-adapter",
      { path: "^(app|components|lib|proxy\\.ts)", pathNot: ["^lib/server/aws/", test] },
      { path: "node_modules/(@aws-sdk|@smithy)/" },
      "AWS is reached through lib/server/aws alone",
    ),
    never(
      "duckdb-only-in-the-store",
      { path: "^(app|components|lib|proxy\\.ts)", pathNot: ["^lib/server/(store|sandbox/services/athena)/", test] },
      { path: "node_modules/@duckdb/" },
      "one owner of the store",
    ),
  ],
  options: {
    // Also imports of types alone: they are dependencies of who reads the code.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^\\.next/", "^\\.cache/"] },
  },
};
