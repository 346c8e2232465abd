/** What protects the product, on the product itself as it is built and served. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = ["/", "/workloads", "/roles", "/coverage", "/map", "/sign-in", "/no-such-page"];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request with exactly these headers: what browsers forbid a page to set is what is tested. */
function ask(
  base: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const request = httpRequest(new URL(path, base), { agent: false, ...rest }, (response) => {
      const answer = (text: string) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
        // An event stream has no end of its own.
        if (response.headers["content-type"]?.startsWith("text/event-stream")) {
          answer(text);
          request.destroy();
        }
      });
      response.on("end", () => answer(text));
      response.on("error", () => answer(text));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function apiPaths(): Promise<readonly string[]> {
  const files = await readdir(join(root, "app/api"), { recursive: true });
  const routes = files.filter((file) => /(^|[\\/])route\.ts$/.test(file));
  return routes.map(
    (file) =>
      `/api/${file
        .split(/[\\/]/)
        .slice(0, -1)
        .map((part) => (part.startsWith("[") ? "1" : part))
        .join("/")}`,
  );
}

const codeOf = (answer: Answer) => (JSON.parse(answer.text) as { error: { code: string } }).error.code;

test.describe("pages", () => {
  for (const path of pages) {
    test(`${path} runs scripts of its own nonce alone, and holds nothing of the estate`, async ({
      baseURL,
      request,
    }) => {
      const base = baseURL ?? "";
      const { data } = (await (await request.get("/api/overview")).json()) as {
        data: { accounts: { id: string; name: string | null }[] };
      };
      const [one, two] = [await ask(base, path), await ask(base, path)];
      const policy = String(one.headers["content-security-policy"]);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
      expect(nonce.length).toBeGreaterThanOrEqual(20);
      expect(two.text).not.toContain(nonce);
      expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic';`);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      for (const needed of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "connect-src 'self'",
      ]) {
        expect(policy).toContain(needed);
      }
      const scripts = one.text.match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
      expect((one.text.match(/<style\b[^>]*>/g) ?? []).filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
      expect(one.text.match(/<[a-z][^>]*\s(style|on[a-z]+)=/g)).toBeNull();
      expect(one.headers["cache-control"]).toContain("no-store");
      expect(data.accounts.length).toBeGreaterThan(1);
      for (const account of data.accounts) {
        expect(one.text).not.toContain(account.id);
        if (account.name) expect(one.text).not.toContain(account.name);
      }
    });
  }

  test("cannot be framed, sniffed or asked under another name", async ({ baseURL }) => {
    const base = baseURL ?? "";
    for (const path of [...pages, "/icon.svg"]) {
      const answer = await ask(base, path);
      expect(answer.headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(answer.headers).not.toHaveProperty("x-powered-by");
      expect((await ask(base, path, { headers: { host: "evil.example" } })).status).toBe(403);
    }
  });
});

test("the API answers to no foreign Host, Origin or site", async ({ baseURL }) => {
  const base = baseURL ?? "";
  const paths = await apiPaths();
  expect(paths.length).toBeGreaterThanOrEqual(15);
  for (const path of paths) {
    for (const method of ["GET", "POST", "DELETE"]) {
      const foreign = await ask(base, path, { method, headers: { host: "evil.example" } });
      expect([path, foreign.status, codeOf(foreign)]).toEqual([path, 403, "foreign-host"]);
      for (const headers of [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
      ]) {
        const answer = await ask(base, path, { method, headers });
        expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, "foreign-origin"]);
      }
    }
  }
});

test("large answers are compressed, the event stream is not", async ({ baseURL }) => {
  const base = baseURL ?? "";
  const headers = { "accept-encoding": "gzip" };
  expect((await ask(base, "/api/workloads?limit=500", { headers })).headers["content-encoding"]).toBe("gzip");
  const stream = await ask(base, "/api/scans/events", { headers });
  expect(stream.headers["content-encoding"] ?? "none").toBe("none");
  expect(stream.headers["content-type"]).toContain("text/event-stream");
  expect(stream.text).toContain("retry:");
});

test.describe("with a token", () => {
  test.describe.configure({ mode: "serial" });
  const token = "correct-horse-battery-staple";
  let product: ChildProcess;
  let base = "";
  let dataDir = "";

  test.beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "podlens-token-"));
    const kept = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")),
    ) as NodeJS.ProcessEnv;
    product = spawn(process.execPath, ["lib/cli/podlens.js", "start", "--port", "0"], {
      cwd: root,
      // An endpoint that nobody answers at: signing in must work without AWS.
      env: {
        ...kept,
        PODLENS_DATA_DIR: dataDir,
        PODLENS_TOKEN: token,
        AWS_ENDPOINT_URL: "http://127.0.0.1:9",
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "x",
        AWS_SECRET_ACCESS_KEY: "x",
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    base = await new Promise<string>((resolve, reject) => {
      let said = "";
      product.stderr?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const address = /Podlens runs on (http:\/\/\S+)/.exec(said)?.[1];
        if (address) resolve(address);
      });
      product.once("close", (code) => reject(new Error(`podlens start ended with code ${code}:\n${said}`)));
    });
  });
  test.afterAll(async () => {
    const ended = new Promise((resolve) => product.once("close", resolve));
    product.kill("SIGINT");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  });

  test("nothing but the sign-in answers without a session", async () => {
    for (const path of await apiPaths()) {
      const answer = await ask(base, path);
      if (path === "/api/session") expect(JSON.parse(answer.text)).toMatchObject({ mode: "token", signedIn: false });
      else expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, "unauthenticated"]);
    }
    const page = await ask(base, "/workloads?verdict=denied");
    expect([page.status, page.headers.location]).toEqual([307, "/sign-in?next=%2Fworkloads%3Fverdict%3Ddenied"]);
    const bypass = await ask(base, "/api/status", {
      headers: { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    });
    expect(bypass.status).toBe(401);
  });

  test("one signs in with the token and lands where one wanted to go", async ({ browser }) => {
    const context = await browser.newContext({ baseURL: base });
    const page = await context.newPage();
    await page.goto("/coverage");
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fcoverage/);
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "not the token" })).toBeVisible();
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/coverage$/);
    const [cookie] = (await context.cookies()).filter((each) => each.name === "podlens_session");
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    expect(decodeURIComponent(cookie?.value ?? "")).not.toContain(token);
    expect(await page.evaluate(() => document.cookie)).not.toContain("podlens_session");
    expect((await page.request.get("/api/status")).status()).toBe(200);
    await page.request.delete("/api/session");
    expect((await page.request.get("/api/status")).status()).toBe(401);
    await context.close();
  });
});
