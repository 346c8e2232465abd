/** The first line of the web server over real connections, with something simple where Next is in the product. */
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { admit } from "@/lib/server/http/admit";
import { fakeContainer } from "./fake-container";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function open(
  handle = async (_: IncomingMessage) => "page",
): Promise<{ port: number; seen: IncomingMessage[]; logged: string[] }> {
  const seen: IncomingMessage[] = [];
  const container = fakeContainer({ plan: { mode: "none" } });
  server = createServer((request, response) => {
    admit(container, request, response, async () => {
      seen.push(request);
      response.end(await handle(request));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, seen, logged: container.logged };
}

function ask(
  port: number,
  options: { method?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: IncomingMessage["headers"]; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: "127.0.0.1", agent: false, ...options }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on("error", reject);
    request.end();
  });
}

describe("admit", () => {
  it("puts the protecting headers on every answer, refusals too", async () => {
    const { port } = await open();
    for (const headers of [{}, { host: "evil.example" }]) {
      expect((await ask(port, { headers })).headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
      });
    }
  });

  it.each([
    [{ headers: { host: "evil.example" }, path: "/_next/static/x.js" }, 403, "foreign-host"],
    [{ headers: { host: "evil.example" }, path: "/" }, 403, "foreign-host"],
    [{ headers: { origin: "https://evil.example" } }, 403, "foreign-origin"],
    [
      {
        headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
        path: "/_next/static/x.js",
      },
      403,
      "foreign-origin",
    ],
    [
      {
        headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
        path: "/api/status",
      },
      403,
      "foreign-origin",
    ],
    [{ method: "TRACE" }, 405, "method-not-allowed"],
    [{ method: "PUT" }, 405, "method-not-allowed"],
    [{ path: "http://127.0.0.1/api/status" }, 400, "bad-request"],
  ])("refuses %o", async (options, status, code) => {
    const { port, seen } = await open();
    const answer = await ask(port, options as Parameters<typeof ask>[1]);
    expect([answer.status, (JSON.parse(answer.text) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
    expect(seen).toHaveLength(0);
  });

  it("takes away what only Next's own proxy may say, and says who asks", async () => {
    const { port, seen } = await open();
    const headers = {
      "x-middleware-subrequest": "proxy:proxy:proxy",
      "x-middleware-rewrite": "/api/status",
      "x-nonce": "forged",
      "content-security-policy": "script-src 'nonce-forged'",
      "x-podlens-address": "10.0.0.1",
      "next-resume": "1",
      "x-matched-path": "/api",
    };
    await ask(port, { headers });
    for (const name of Object.keys(headers))
      if (name !== "x-podlens-address") expect(seen[0]?.headers).not.toHaveProperty(name);
    expect(seen[0]?.headers["x-podlens-address"]).toBe("127.0.0.1");
  });

  it("answers 500 without a word of what failed, and logs it", async () => {
    const { port, logged } = await open(async () => {
      throw new Error("secret detail");
    });
    expect(await ask(port)).toMatchObject({ status: 500, text: "" });
    expect(logged.join()).toContain("secret detail");
  });

  it("refuses a second Host, as Node does an absent one", async () => {
    const { port, seen } = await open();
    for (const lines of ["GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost"]) {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(port, "127.0.0.1", () => socket.write(`${lines}\r\nConnection: close\r\n\r\n`));
        let text = "";
        socket.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        socket.on("close", () => resolve(text));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    }
    expect(seen).toHaveLength(0);
  });
});
