/** Every handler under app/api, found on the disk, asked as it is served: no handler answers without its guard. */
import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishContainer } from "@/lib/server/http/web-container";
import { type FakeContainer, fakeContainer, token } from "./fake-container";

const api = fileURLToPath(new URL("../../../app/api", import.meta.url));
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
const withoutSession = new Set(["/api/session"]);

type Handler = (request: Request) => Promise<Response>;

interface Route {
  readonly path: string;
  readonly method: string;
  readonly handler: Handler;
}

async function allRoutes(): Promise<readonly Route[]> {
  const files = readdirSync(api, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|[\\/])route\.[jt]sx?$/.test(file),
  );
  const routes: Route[] = [];
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(join(api, file)).href)) as Record<string, unknown>;
    const segments = file.split(sep).slice(0, -1);
    const path = ["/api", ...segments.map((segment) => (segment.startsWith("[") ? "111122223333" : segment))].join("/");
    for (const method of methods) {
      if (typeof module[method] === "function") routes.push({ path, method, handler: module[method] as Handler });
    }
  }
  return routes;
}

const routes = await allRoutes();

async function ask(
  route: Route,
  headers: Record<string, string>,
): Promise<{ status: number; code: string | null; text: string; response: Response }> {
  const abort = new AbortController();
  const init: RequestInit = {
    method: route.method,
    headers: { host: "localhost:3000", ...headers },
    signal: abort.signal,
  };
  if (route.method !== "GET" && route.method !== "HEAD") {
    init.body = JSON.stringify({ token: "not the token" });
    (init.headers as Record<string, string>)["content-type"] = "application/json";
  }
  const response = await route.handler(new Request(`http://localhost:3000${route.path}`, init));
  const stream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = stream ? "" : await response.text();
  abort.abort();
  const code =
    !response.ok && text !== "" ? ((JSON.parse(text) as { error: { code: string } }).error.code ?? null) : null;
  return { status: response.status, code, text, response };
}

let container: FakeContainer;
let cookie: string;

beforeEach(async () => {
  container = fakeContainer();
  publishContainer(container);
  const answer = await container.gate.signIn(token, "127.0.0.1", false);
  cookie = answer.kind === "signed-in" ? (answer.setCookie.split(";")[0] ?? "") : "";
});
afterEach(() => {
  container.shutDown();
  publishContainer(null);
});

it("finds the handlers", () => {
  expect(routes.length).toBeGreaterThanOrEqual(16);
});

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))("%s", (_, route) => {
  const open = withoutSession.has(route.path);

  if (!open)
    it("answers nothing without a session", async () => {
      const { status, code, text } = await ask(route, {});
      expect([status, code]).toEqual([401, "unauthenticated"]);
      expect(Object.keys(JSON.parse(text) as object)).toEqual(["error"]);
      expect(container.asked).toEqual([]);
    });

  if (!open)
    it("answers nothing with a made-up session", async () => {
      for (const made of [
        "podlens_session=",
        "podlens_session=x",
        "podlens_session=eyJhbGciOiJub25lIn0.e30.",
        "session=1",
      ]) {
        expect((await ask(route, { cookie: made })).status).toBe(401);
      }
    });

  it("answers nothing to a foreign Host, session or not", async () => {
    for (const host of ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", ""]) {
      expect(await ask(route, { host, cookie })).toMatchObject({ status: 403, code: "foreign-host" });
    }
    expect(container.asked).toEqual([]);
  });

  it("answers nothing to a foreign Origin, session or not", async () => {
    for (const origin of ["https://evil.example", "http://localhost:8080", "null"]) {
      expect(await ask(route, { origin, cookie })).toMatchObject({ status: 403, code: "foreign-origin" });
    }
    for (const site of ["cross-site", "same-site"]) {
      const visit = { "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", cookie };
      expect(await ask(route, visit)).toMatchObject({ status: 403, code: "foreign-origin" });
    }
    expect(container.asked).toEqual([]);
  });

  it("answers with a session, and never lets the answer be kept", async () => {
    const { status, code, response } = await ask(route, { cookie });
    // Asked without its parameters, a question may be refused; it is then told so.
    if (status === 400) expect(code).toBe("bad-request");
    else expect([200, 201, 202, 401, 404]).toContain(status);
    if (!open) expect(status).not.toBe(401);
    expect(response.headers.get("cache-control")).toContain("no-store");
  });

  it("says that it is not ready where no container is", async () => {
    publishContainer(null);
    expect(await ask(route, { cookie })).toMatchObject({ status: 503, code: "unavailable" });
  });
});
