/** What the handlers answer: windows, stamps, ETags, errors in our own words. */
import { afterEach, describe, expect, it } from "vitest";
import { GET as roleDetail } from "@/app/api/roles/[account]/[name]/route";
import { POST as startScan } from "@/app/api/scans/route";
import { POST as signIn, DELETE as signOut } from "@/app/api/session/route";
import { GET as workloads } from "@/app/api/workloads/route";
import { publishContainer } from "@/lib/server/http/web-container";
import { fakeContainer, progress, sealed, token } from "./fake-container";

afterEach(() => publishContainer(null));

function request(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Request {
  return new Request(`http://localhost:3000${path}`, { ...init, headers: { host: "localhost:3000", ...init.headers } });
}

function open(options: Parameters<typeof fakeContainer>[0] = {}) {
  const container = fakeContainer({ plan: { mode: "none" }, ...options });
  publishContainer(container);
  return container;
}

const errorOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { error: { code: string } }).error.code,
];

describe("answers from a snapshot", () => {
  it("carry the snapshot that they were made from", async () => {
    open();
    const answer = (await (await workloads(request("/api/workloads"))).json()) as Record<string, unknown>;
    expect(answer).toEqual({
      snapshot: {
        id: sealed.id,
        status: "partial",
        startedAt: sealed.startedAt,
        finishedAt: sealed.finishedAt,
        ageSeconds: 3300,
        gaps: 2,
        latest: true,
        stale: false,
        engineVersion: "1",
      },
      data: { rows: [] },
    });
  });

  it("read the query, lists and repeated parameters alike, and ignore unknown ones", async () => {
    const container = open();
    await workloads(
      request("/api/workloads?account=1,2&verdict=denied&verdict=unknown&limit=7&__proto__=x&constructor=y&wat=1"),
    );
    expect(container.asked[0]?.input).toMatchObject({
      account: ["1", "2"],
      verdict: ["denied", "unknown"],
      limit: 7,
      offset: 0,
      sort: "name",
    });
  });

  it.each([
    "verdict=maybe",
    "limit=0",
    "limit=501",
    "limit=x",
    "offset=-1",
    "sort=__proto__",
    "snapshot=../x",
    `q=${"x".repeat(2049)}`,
  ])("refuse %s, naming the parameter", async (query) => {
    const container = open();
    const response = await workloads(request(`/api/workloads?${query}`));
    const { error } = (await response.json()) as { error: { code: string; field: string } };
    expect([response.status, error.code, error.field]).toEqual([400, "bad-request", query.split("=")[0]]);
    expect(container.asked).toEqual([]);
  });

  it("are not computed again for who holds them", async () => {
    const container = open();
    const first = await workloads(request("/api/workloads?q=a"));
    const etag = first.headers.get("etag") ?? "";
    const again = await workloads(request("/api/workloads?q=a", { headers: { "if-none-match": etag } }));
    expect([again.status, await again.text()]).toEqual([304, ""]);
    const other = await workloads(request("/api/workloads?q=b", { headers: { "if-none-match": etag } }));
    expect(other.status).toBe(200);
    expect(container.asked).toHaveLength(2);
  });

  it("say that nothing was scanned, that a snapshot is unknown, that a thing is not in it", async () => {
    open({ snapshots: [] });
    expect(await errorOf(await workloads(request("/api/workloads")))).toEqual([404, "no-snapshot"]);
    open();
    expect(await errorOf(await workloads(request("/api/workloads?snapshot=01JYYYYYYYYYYYYYYYYYYYYYYY")))).toEqual([
      404,
      "snapshot-not-found",
    ]);
    open({ snapshots: [{ ...sealed, status: "running", finishedAt: null }] });
    expect(await errorOf(await workloads(request(`/api/workloads?snapshot=${sealed.id}`)))).toEqual([
      404,
      "snapshot-not-found",
    ]);
    open({ ask: async () => new TextEncoder().encode("null") });
    expect(await errorOf(await roleDetail(request("/api/roles/1/x")))).toEqual([404, "not-found"]);
  });

  it("take names out of the path whatever they are", async () => {
    const container = open();
    await roleDetail(request(`/api/roles/111122223333/${encodeURIComponent('"><script>/..%')}`));
    await roleDetail(request("/api/roles/-/~.."));
    expect(container.asked.map((each) => each.input)).toEqual([
      { account: "111122223333", name: '"><script>/..%' },
      { account: null, name: ".." },
    ]);
    expect(await errorOf(await roleDetail(request("/api/roles/1/%ff")))).toEqual([400, "bad-request"]);
  });
});

describe("errors", () => {
  it("hold nothing of what went wrong inside, which the log does", async () => {
    const container = open({
      ask: async () => {
        throw Object.assign(new Error("AKIAEXAMPLE /home/me/.aws/credentials at Socket"), { code: "ECONNREFUSED" });
      },
    });
    const response = await workloads(request("/api/workloads"));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/AKIA|credentials|ECONN|Socket/);
    expect(text).toMatch(/reference [0-9a-f]{8}/);
    expect(container.logged.join()).toContain("ECONNREFUSED");
  });

  it("do not trust a body that an error carries under another code", async () => {
    open({
      ask: async () => {
        throw Object.assign(new Error("x"), {
          code: "ThrottlingException",
          body: { code: "internal", message: "leaked" },
        });
      },
    });
    expect(await (await workloads(request("/api/workloads"))).text()).not.toContain("leaked");
  });

  it("keep the code of what is known", async () => {
    open({
      start: async () => {
        throw Object.assign(new Error("busy"), { code: "scan-running" });
      },
    });
    expect(await errorOf(await startScan(request("/api/scans", { method: "POST" })))).toEqual([409, "scan-running"]);
    open();
    const started = await startScan(request("/api/scans", { method: "POST" }));
    expect([started.status, await started.json()]).toEqual([202, progress]);
  });
});

describe("signing in", () => {
  const post = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
    signIn(request("/api/session", { method: "POST", body, headers }));

  it("gives a cookie for the token, and takes it back", async () => {
    open({ plan: { mode: "token", token } });
    const answer = await post(JSON.stringify({ token }));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^podlens_session=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800$/,
    );
    expect(await answer.text()).not.toContain(token);
    const out = await signOut(request("/api/session", { method: "DELETE" }));
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
  });

  it("marks the cookie Secure where the browser speaks TLS", async () => {
    open({ plan: { mode: "token", token } });
    const headers = { "content-type": "application/json", origin: "https://localhost:3000" };
    expect((await post(JSON.stringify({ token }), headers)).headers.get("set-cookie")).toContain("; Secure");
  });

  it.each([
    ["{}", 400, "bad-request"],
    ["[]", 400, "bad-request"],
    ["{", 400, "bad-request"],
    ['{"token":"x","more":1}', 400, "bad-request"],
    ['{"token":{"$ne":""}}', 400, "bad-request"],
    [JSON.stringify({ token: "x".repeat(20_000) }), 413, "body-too-large"],
    ['{"token":"x"}', 401, "wrong-token"],
  ])("refuses %.40s", async (body, status, code) => {
    open({ plan: { mode: "token", token } });
    expect(await errorOf(await post(body))).toEqual([status, code]);
  });

  it("takes JSON only", async () => {
    open({ plan: { mode: "token", token } });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      expect(await errorOf(await post(JSON.stringify({ token }), { "content-type": type }))).toEqual([
        415,
        "unsupported-media-type",
      ]);
    }
  });

  it("slows guessing down and says for how long", async () => {
    const container = open({ plan: { mode: "token", token } });
    for (let i = 0; i < 10; i++) await post('{"token":"guess"}');
    const answer = await post(JSON.stringify({ token }));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(container.logged.join()).not.toContain("guess");
  });
});
