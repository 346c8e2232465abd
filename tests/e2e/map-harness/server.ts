/** Serves a bundled page, and answers its questions about the map from a source, as the product's API does. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiErrorBody, SnapshotStamp } from "@/lib/contracts/api";
import { parseGraphQuery } from "@/lib/contracts/graph";
import { answerGraph, type GraphSource } from "@/lib/view/graph";
import type { Bundle } from "./bundle";

export const snapshotId = "01JD5M0000000000000000TEST".replace(/[ILOU]/g, "0");

export const stamp: SnapshotStamp = {
  id: snapshotId,
  status: "complete",
  startedAt: "2026-11-22T01:00:00.000Z",
  finishedAt: "2026-11-22T01:02:00.000Z",
  ageSeconds: 600,
  gaps: 0,
  latest: true,
  stale: false,
  engineVersion: "1",
};

export interface Harness {
  readonly url: string;
  readonly server: Server;
  /** What the map is answered from; null = every question about it fails with `error`. */
  source: GraphSource | null;
  error: ApiErrorBody;
}

/** The policy that the product sends, with this page's one script in the place of the nonce. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'";

export async function startHarness(bundle: Bundle, source: GraphSource | null): Promise<Harness> {
  const page = `<!doctype html><html lang="en" data-theme="light" data-density="default"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Map · Podlens</title><link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head><body><div id="root"></div><script type="module" src="/page.js"></script></body></html>`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://harness");
    const send = (type: string, body: string, status = 200) => {
      response.writeHead(status, {
        "content-type": type,
        "content-security-policy": policy,
        "cache-control": "no-store",
      });
      response.end(body);
    };
    const json = (body: unknown, status = 200) => send("application/json", JSON.stringify(body), status);
    switch (url.pathname) {
      case "/page.js":
        return send("text/javascript", bundle.script);
      case "/layout.worker.ts":
        return send("text/javascript", bundle.worker);
      case "/style.css":
        return send("text/css", bundle.style);
      case "/api/status":
        return json({ latest: stamp, scan: null, auth: { mode: "none", expiresAt: null } });
      case "/api/graph": {
        if (!harness.source) return json({ error: harness.error }, 500);
        const parsed = parseGraphQuery(url.searchParams);
        if (parsed.kind === "invalid")
          return json({ error: { code: "bad-request", message: parsed.message, remedy: null } }, 400);
        return json({ snapshot: stamp, data: answerGraph(harness.source, parsed.query) });
      }
      default:
        return send("text/html", page);
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const harness: Harness = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    source,
    error: { code: "analysis-failed", message: "The analysis failed.", remedy: "Try again." },
  };
  return harness;
}
