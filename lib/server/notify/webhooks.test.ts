import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { configSchema } from "@/lib/contracts/config";
import type { ChangedFinding, FindingsNotice } from "@/lib/server/usecases/findings/ports";
import { createWebhooks } from "./webhooks";

const secret = "very-secret-token";

const finding = (id: string, severity: ChangedFinding["severity"], title = id): ChangedFinding => ({
  id,
  change: "new",
  rule: "r",
  ruleTitle: "R",
  severity,
  title,
  subject: { kind: "role", id: "arn", name: "app" },
  subjectCount: 1,
  owner: null,
  environment: null,
  accountId: "111122223333",
  clusterArn: null,
  firstSeenAt: "2026-11-20T10:00:00.000Z",
});
const notice = (...findings: ChangedFinding[]): FindingsNotice => ({
  snapshot: { id: "s", finishedAt: "2026-11-20T10:00:00.000Z", status: "complete" },
  findings,
});

/** A local server; `answer` gets the number of the request. */
async function listen(answer: (response: Parameters<RequestListener>[1], count: number) => void) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("utf8");
    });
    request.on("end", () => answer(response, bodies.push(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path` };
}

const never = new AbortController().signal;

function notifier(webhook: object, environment: Record<string, string> = {}) {
  const { notifications } = configSchema.parse({ notifications: { webhooks: [webhook] } });
  return createWebhooks({ webhooks: notifications.webhooks, environment, timeoutMs: 300, waitsMs: [1, 1] });
}

it("sends what is bad enough, and nothing where nothing is", async () => {
  const { url, bodies } = await listen((response) => response.end());
  const hook = notifier({ url });
  expect(await hook.send(notice(finding("a", "low"), finding("b", "medium")), never)).toEqual([]);
  expect(bodies).toEqual([]);
  expect(await hook.send(notice(finding("a", "critical"), finding("b", "low")), never)).toEqual([]);
  expect(JSON.parse(bodies[0] ?? "")).toMatchObject({
    format: "podlens.findings-notice/v1",
    counts: { new: 1, worsened: 0 },
    findings: [{ id: "a" }],
  });
});

it("writes for Slack what Slack cannot take for markup", async () => {
  const { url, bodies } = await listen((response) => response.end());
  const many = Array.from({ length: 30 }, (_, at) => finding(`n${at}`, "high"));
  const hook = notifier({ urlEnv: "HOOK", type: "slack" }, { HOOK: url });
  expect(await hook.send(notice(finding("x", "high", "<!channel> &\u202e\n@all"), ...many), never)).toEqual([]);
  const { text } = JSON.parse(bodies[0] ?? "") as { text: string };
  expect(text).toContain("&lt;!channel&gt; &amp; @all");
  expect(text).toContain("31 new findings");
  expect(text.split("\n")).toHaveLength(22);
});

it("tries again where that may help, and a few times only", async () => {
  const mended = await listen((response, count) => response.writeHead(count === 1 ? 503 : 200).end());
  expect(await notifier({ url: mended.url }).send(notice(finding("a", "high")), never)).toEqual([]);
  expect(mended.bodies).toHaveLength(2);
  const refused = await listen((response) => response.writeHead(403).end());
  const problems = await notifier({ url: refused.url }).send(notice(finding("a", "high")), never);
  expect(problems).toEqual([expect.stringContaining("notifications.webhooks[0]: 127.0.0.1")]);
  expect(problems[0]).toContain("answered 403");
  expect(refused.bodies).toHaveLength(1);
  const silent = await listen(() => undefined);
  expect(await notifier({ url: silent.url }).send(notice(finding("a", "high")), never)).toEqual([
    expect.stringContaining("did not answer in time"),
  ]);
  expect(silent.bodies).toHaveLength(3);
});

it("follows no redirect, and tells neither address nor token", async () => {
  const elsewhere = await listen((response) => response.end());
  const { url, bodies } = await listen((response) => response.writeHead(307, { location: elsewhere.url }).end());
  const problems = await notifier({ url, tokenEnv: "TOKEN" }, { TOKEN: secret }).send(
    notice(finding("a", "high")),
    never,
  );
  expect(problems).toEqual([expect.stringContaining("redirect")]);
  expect(elsewhere.bodies).toEqual([]);
  expect(bodies).toHaveLength(1);
  expect(`${problems.join()}${bodies.join()}`).not.toMatch(/secret/);
  const missing = await notifier({ url, tokenEnv: "TOKEN" }).send(notice(finding("a", "high")), never);
  expect(missing).toEqual([expect.stringContaining("the environment has no TOKEN")]);
  const clear = await notifier(
    { urlEnv: "HOOK", tokenEnv: "TOKEN" },
    { TOKEN: secret, HOOK: "http://example.com" },
  ).send(notice(finding("a", "high")), never);
  expect(clear).toEqual([expect.stringContaining("must be https:// where a token is sent")]);
});

it.each([
  [{}, "give one of url and urlEnv"],
  [{ url: "https://a.example", urlEnv: "B" }, "give one of url and urlEnv"],
  [{ url: "file:///etc/passwd" }, "must be an https:// address"],
  [{ url: "https://user:pass@a.example" }, "must hold no user name or password"],
  [{ url: "http://a.example", tokenEnv: "T" }, "must be https:// where a token is sent"],
  [{ url: "https://a.example", tokenEnv: "$(x)" }, "must be the name of an environment variable"],
  [{ url: "https://a.example", minimumSeverity: "bad" }, "must be critical, high, medium, low or info"],
])("refuses %j", (webhook, message) => {
  const result = configSchema.safeParse({ notifications: { webhooks: [webhook] } });
  expect(result.error?.issues.map((issue) => issue.message).join()).toContain(message);
});
