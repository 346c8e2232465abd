import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planAuth } from "./auth-mode";
import { createGate } from "./gate";
import { allowedHostNames, type RequestFacts } from "./request-check";
import { loadSessionKey } from "./session-key";

const key = new Uint8Array(32).fill(7);
const token = "a-token-of-good-length";
const allowedHosts = allowedHostNames("127.0.0.1", ["podlens.example"], []);

function request(headers: Record<string, string>, method = "GET", path = "/api/status"): RequestFacts {
  const lower = new Map(Object.entries(headers));
  return { method, path, header: (name) => lower.get(name) ?? null };
}

function gateAt(clock: { time: number }, mode: "token" | "none" = "token", withToken = token) {
  const plan = mode === "none" ? ({ mode } as const) : ({ mode, token: withToken } as const);
  return createGate({ plan, key, allowedHosts, now: () => new Date(clock.time) }).gate;
}

async function cookieOf(gate: ReturnType<typeof gateAt>): Promise<string> {
  const answer = await gate.signIn(token, "127.0.0.1", false);
  if (answer.kind !== "signed-in") throw new Error("sign-in refused");
  return answer.setCookie.split(";")[0] ?? "";
}

describe("gate", () => {
  it("lets a session in until it is eight hours old", async () => {
    const clock = { time: Date.UTC(2026, 0, 1) };
    const gate = gateAt(clock);
    const cookie = await cookieOf(gate);
    const ask = () => gate.admit(request({ host: "localhost:3000", cookie }));
    expect((await ask()).kind).toBe("admitted");
    clock.time += 8 * 3600_000 - 1000;
    expect((await ask()).kind).toBe("admitted");
    clock.time += 2000;
    expect(await ask()).toMatchObject({ kind: "refused", error: { code: "unauthenticated" } });
  });

  it("refuses no cookie, a changed cookie, and a cookie of another token or key", async () => {
    const clock = { time: Date.UTC(2026, 0, 1) };
    const gate = gateAt(clock);
    const cookie = await cookieOf(gate);
    const headers = { host: "127.0.0.1", cookie };
    expect((await gate.admit(request({ host: "127.0.0.1" }))).kind).toBe("refused");
    const flipped = `${cookie.slice(0, -2)}${cookie.endsWith("A") ? "B" : "A"}${cookie.slice(-1)}`;
    expect((await gate.admit(request({ ...headers, cookie: flipped }))).kind).toBe("refused");
    expect((await gateAt(clock, "token", "another-token-entirely").admit(request(headers))).kind).toBe("refused");
    const other = createGate({
      plan: { mode: "token", token },
      key: new Uint8Array(32),
      allowedHosts,
      now: () => new Date(clock.time),
    });
    expect((await other.gate.admit(request(headers))).kind).toBe("refused");
  });

  it("sets a cookie that scripts and other sites cannot use, without the token in it", async () => {
    const gate = gateAt({ time: Date.UTC(2026, 0, 1) });
    const answer = await gate.signIn(token, "::1", true);
    expect(answer).toMatchObject({ kind: "signed-in" });
    const cookie = answer.kind === "signed-in" ? answer.setCookie : "";
    for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800", "Secure"])
      expect(cookie).toContain(attribute);
    expect(cookie).not.toContain(token);
  });

  it("refuses wrong tokens, and after ten of them even the right one, for a minute and for that address only", async () => {
    const clock = { time: Date.UTC(2026, 0, 1) };
    const gate = gateAt(clock);
    for (const wrong of ["", "x", `${token}x`, token.toUpperCase(), "é", "1", "2", "3", "4", "5"]) {
      expect(await gate.signIn(wrong, "10.0.0.1", false)).toMatchObject({ error: { code: "wrong-token" } });
    }
    expect(await gate.signIn(token, "10.0.0.1", false)).toMatchObject({
      error: { code: "too-many-attempts" },
      retryAfterSeconds: 60,
    });
    expect((await gate.signIn(token, "10.0.0.2", false)).kind).toBe("signed-in");
    clock.time += 60_001;
    expect((await gate.signIn(token, "10.0.0.1", false)).kind).toBe("signed-in");
  });

  it("generates a token where none is given, another each time", async () => {
    const make = () => createGate({ plan: { mode: "token", token: null }, key, allowedHosts, now: () => new Date(0) });
    const [one, two] = [make(), make()];
    expect(one.generatedToken).toMatch(/^[\w-]{32}$/);
    expect(one.generatedToken).not.toBe(two.generatedToken);
    expect((await one.gate.signIn(one.generatedToken ?? "", "::1", false)).kind).toBe("signed-in");
  });

  it("needs no session in mode none, and still checks host and origin", async () => {
    const gate = gateAt({ time: 0 }, "none");
    expect((await gate.admit(request({ host: "localhost:3000" }))).kind).toBe("admitted");
    expect(await gate.admit(request({ host: "evil.example" }))).toMatchObject({ error: { code: "foreign-host" } });
    expect(await gate.signIn("", "::1", false)).toMatchObject({ error: { code: "wrong-token" } });
  });
});

describe("request checks", () => {
  const gate = gateAt({ time: 0 }, "none");
  const code = (headers: Record<string, string>, method?: string, path?: string) =>
    gate.check(request(headers, method, path))?.code ?? null;

  it.each(["localhost", "localhost:3000", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:3000", "podlens.example"])(
    "answers to %s",
    (host) => {
      expect(code({ host })).toBeNull();
    },
  );

  it.each([
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "localhost:3000@evil.example",
    "localhost evil",
    "127.0.0.2",
    "0.0.0.0:3000",
  ])("does not answer to %s", (host) => {
    expect(code({ host })).toBe("foreign-host");
  });

  it.each([
    "http://evil.example",
    "null",
    "http://localhost:5173",
    "http://localhost:3000.evil.example",
    "file://",
    "https://localhost",
  ])("refuses the origin %s", (origin) => {
    expect(code({ host: "localhost:3000", origin })).toBe("foreign-origin");
    expect(code({ host: "localhost:3000", origin }, "POST")).toBe("foreign-origin");
  });

  it("takes its own origin, behind TLS too, and requests of no browser", () => {
    expect(code({ host: "localhost:3000", origin: "http://localhost:3000" }, "POST")).toBeNull();
    expect(
      code({ host: "podlens.example", origin: "https://podlens.example", "sec-fetch-site": "same-origin" }, "POST"),
    ).toBeNull();
    expect(code({ host: "localhost:3000" }, "POST")).toBeNull();
  });

  it("lets a link from elsewhere open a page, but nothing ask the API", () => {
    const visit = {
      host: "localhost:3000",
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    };
    expect(code(visit, "GET", "/workloads")).toBeNull();
    expect(code(visit, "GET", "/api/workloads")).toBe("foreign-origin");
    expect(code(visit, "POST", "/workloads")).toBe("foreign-origin");
    expect(code({ ...visit, "sec-fetch-dest": "iframe" }, "GET", "/workloads")).toBe("foreign-origin");
    expect(code({ ...visit, "sec-fetch-mode": "no-cors" }, "GET", "/workloads")).toBe("foreign-origin");
    expect(code({ host: "localhost:3000", "sec-fetch-site": "same-site" })).toBe("foreign-origin");
  });

  it("answers to the addresses of the machine where it listens on all", () => {
    const names = allowedHostNames("0.0.0.0", [], ["10.1.2.3", "fe80::1"]);
    expect([...names]).toEqual(expect.arrayContaining(["10.1.2.3", "[fe80::1]", "localhost"]));
    expect(names.has("0.0.0.0")).toBe(false);
  });
});

describe("auth plan", () => {
  it.each([
    [{ host: "127.0.0.1", mode: undefined, token: undefined }, { mode: "none" }],
    [{ host: "localhost", mode: "none", token }, { mode: "none" }],
    [
      { host: "::1", mode: undefined, token },
      { mode: "token", token },
    ],
    [
      { host: "127.0.0.1", mode: "token", token: undefined },
      { mode: "token", token: null },
    ],
    [
      { host: "0.0.0.0", mode: undefined, token: "" },
      { mode: "token", token: null },
    ],
  ] as const)("%o → %o", (input, plan) => {
    expect(planAuth(input)).toEqual(plan);
  });

  it("refuses no sign-in outside loopback, whatever looks like it, and short tokens", () => {
    for (const host of ["0.0.0.0", "::", "10.0.0.1", "127.evil.example", "example.com", "localhost.example.com"]) {
      expect(() => planAuth({ host, mode: "none", token: undefined })).toThrow(/only allowed on loopback/);
    }
    expect(() => planAuth({ host: "0.0.0.0", mode: "token", token: "short" })).toThrow(/PODLENS_TOKEN/);
  });
});

describe("session key", () => {
  it("is made once, for its owner only, and made anew where the file is broken", async () => {
    const folder = await mkdtemp(join(tmpdir(), "podlens-key-"));
    const made = await loadSessionKey(folder);
    const path = join(folder, "session.key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await loadSessionKey(folder))).toEqual(Buffer.from(made));
    await writeFile(path, "short");
    expect(await loadSessionKey(folder)).toHaveLength(32);
    expect(await readFile(path)).toHaveLength(32);
    await expect(loadSessionKey(join(folder, "missing"))).rejects.toMatchObject({ code: "auth-key" });
  });
});
