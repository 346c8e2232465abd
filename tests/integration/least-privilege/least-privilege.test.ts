/** One scan and two days of history of the sandbox: least privilege and an access review, by use case, API and command line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type {
  LeastPrivilegeAnswer,
  ReviewAnswer,
  ReviewRowsAnswer,
  ReviewsAnswer,
  WorkloadsAnswer,
} from "@/lib/contracts/api";
import { configSchema } from "@/lib/contracts/config";
import { isWithin } from "@/lib/domain/least-privilege/subset-check";
import { parsePolicy } from "@/lib/domain/policy";
import { ActionSet, noSetLayers, PermissionEngine, SetCompiler } from "@/lib/domain/policy/sets";
import { loadActionTable } from "@/lib/domain/policy/table";
import { type Container, createContainer } from "@/lib/server/boot/container";
import { publishContainer } from "@/lib/server/http/web-container";
import { activityConfiguration, type Sandbox, sandboxConfiguration } from "@/lib/server/sandbox";
import { leastPrivilegeNamed, leastPrivilegeOf } from "@/lib/server/usecases/least-privilege-named";
import { closePlace, DAY_MS, startPlace, TODAY } from "../activity/sandbox-place";
import { runHere } from "../cli/run-here";

const PAYMENTS_PLATFORM = "555566667777";
let sandbox: Sandbox;
let folder: string;
let container: Container;
let answers: LeastPrivilegeAnswer[];

type Handler = (request: Request) => Promise<Response>;

async function call<T>(
  handler: Handler,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T; text: string }> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const headers = { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000", "content-type": "application/json" };
  const response = await handler(new Request(`http://127.0.0.1:3000${path}`, { ...init, headers }));
  const text = await response.text();
  return { status: response.status, body: (text.startsWith("{") ? JSON.parse(text) : null) as T, text };
}

const from = new Date(TODAY - DAY_MS).toISOString().slice(0, 10);
const to = new Date(TODAY).toISOString().slice(0, 10);

beforeAll(async () => {
  sandbox = await startPlace({ activity: { days: 2 } });
  const { scope } = sandboxConfiguration(sandbox.estate);
  const accounts = scope.accounts.filter(({ id }) => id === PAYMENTS_PLATFORM);
  const settings = {
    scope: { accounts, includeCaller: false, regions: ["eu-west-1"] },
    limits: { rates: { eks: 5_000, iam: 5_000 } },
    activity: { ...(sandbox.logs ? activityConfiguration(sandbox.estate, sandbox.logs).activity : {}), days: 3 },
  };
  folder = mkdtempSync(join(tmpdir(), "podlens-least-"));
  writeFileSync(join(folder, "podlens.yaml"), stringify(settings));
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  container = await createContainer({
    config: configSchema.parse(settings),
    configFile: null,
    dataDir: join(folder, ".podlens"),
    token: null,
    log: quiet,
  });
  publishContainer(container);
  await ended(container.scans, () => container.scans.start("page"));
  await ended(container.ingest, () => container.ingest.start("page"));
  const { GET } = await import("@/app/api/workloads/route");
  const workloads = await call<{ data: WorkloadsAnswer }>(GET, "/api/workloads?limit=500&kind=service-account");
  const { GET: least } = await import("@/app/api/least-privilege/route");
  answers = [];
  for (const { id } of workloads.body.data.rows.slice(0, 14)) {
    const query = new URLSearchParams({ workload: id, from, to });
    const answer = await call<LeastPrivilegeAnswer>(least, `/api/least-privilege?${query}`);
    expect(answer.status).toBe(200);
    answers.push(answer.body);
  }
}, 240_000);

afterAll(async () => {
  publishContainer(null);
  await container?.close();
  await closePlace(sandbox);
  rmSync(folder, { recursive: true, force: true });
});

interface Following {
  subscribe(listener: (event: { progress: { finishedAt: string | null } }) => void): () => void;
}

async function ended(control: Following, begin: () => Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = control.subscribe(({ progress }) => {
      if (progress.finishedAt === null) return;
      stop();
      resolve();
    });
    begin().catch(reject);
  });
}

const roles = () => answers.flatMap((answer) => answer.roles);

describe("least privilege of the sandbox", () => {
  it("has proposals, and none allows anything that is not allowed now", async () => {
    const table = await loadActionTable();
    const compiler = new SetCompiler(table);
    const engine = new PermissionEngine(compiler);
    const document = (json: string) => {
      const parsed = parsePolicy(json, "identity");
      if (!parsed.ok) throw new Error(json);
      return parsed.document;
    };
    const proposals = roles().filter(({ state }) => state === "proposal");
    expect(proposals.length).toBeGreaterThan(3);
    for (const role of proposals) {
      const read = role.present.flatMap(({ json, outcome }) =>
        json === null || outcome === "not-read" ? [] : [{ json, outcome }],
      );
      const now = read.map(({ json }) => document(json));
      const proposed = role.proposed.map(({ json }) => document(json));
      const then = [
        ...read.filter(({ outcome }) => outcome === "stays").map(({ json }) => document(json)),
        ...proposed,
      ];
      expect(isWithin(then, now)).toBe(true);
      const may = (list: typeof now) =>
        engine.permissions({
          ...noSetLayers,
          identity: list.map((each, at) => ({ name: String(at), sets: compiler.compileOnce(each) })),
        });
      expect(may(then).may.isSubsetOf(may(now).may)).toBe(true);
      expect(may(then).must.isSubsetOf(may(now).must)).toBe(true);
      // What was called, and what nobody could have seen, is still there.
      const present = may(now).may;
      const used = role.kept.flatMap((service) => service.used.map(({ action }) => action));
      const hidden = ["rds-db:connect", "iam:PassRole"];
      for (const action of [...used, ...hidden]) {
        const id = table.actionId(action);
        if (id === null || !ActionSet.of(id).isSubsetOf(present)) continue;
        expect([action, ActionSet.of(id).isSubsetOf(may(then).may)]).toEqual([action, true]);
      }
    }
  });

  it("calls nothing unused that its trails leave out, and the rest where all was watched", async () => {
    const { GET } = await import("@/app/api/activity/used-and-granted/route");
    const ask = async (service: string) => {
      const query = new URLSearchParams({ level: "action", service, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` });
      const { body } = await call<{ counts: Record<string, number>; rows: readonly { because: string }[] }>(
        GET,
        `/api/activity/used-and-granted?${query}`,
      );
      return body;
    };
    const kms = await ask("kms");
    expect(kms.counts["not-watched"]).toBeGreaterThan(0);
    expect(kms.counts["not-seen"]).toBe(0);
    expect(kms.rows.map(({ because }) => because)).toContain("A trail leaves out the events of kms.");
    expect((await ask("sqs")).counts["not-seen"]).toBeGreaterThan(0);
  }, 30_000);

  it("takes nothing away over a time of which nothing was recorded", async () => {
    const { GET } = await import("@/app/api/least-privilege/route");
    const workload =
      answers.find((answer) => answer.roles.some(({ state }) => state === "proposal"))?.workload?.id ?? "";
    const query = new URLSearchParams({ workload, from: "2020-01-01", to: "2020-02-01" });
    const { body } = await call<LeastPrivilegeAnswer>(GET, `/api/least-privilege?${query}`);
    expect(body.roles.every(({ state, proposed }) => state !== "proposal" && proposed.length === 0)).toBe(true);
    expect(body.roles[0]?.coverage.every(({ state }) => state === "none")).toBe(true);
  });

  it("is refused for what makes no sense, and not found for what is not there", async () => {
    const { GET } = await import("@/app/api/least-privilege/route");
    expect((await call(GET, "/api/least-privilege")).status).toBe(400);
    expect((await call(GET, "/api/least-privilege?workload=x&keep=%3Cscript%3E")).status).toBe(400);
    expect((await call(GET, "/api/least-privilege?workload=__proto__")).status).toBe(404);
  });
});

describe("an access review of the sandbox", () => {
  it("is begun, decided, closed, downloaded, and carried over", async () => {
    const { GET: list, POST: create } = await import("@/app/api/reviews/route");
    const { GET: rows } = await import("@/app/api/reviews/[id]/rows/route");
    const { POST: decide } = await import("@/app/api/reviews/[id]/decisions/route");
    const { POST: close } = await import("@/app/api/reviews/[id]/close/route");
    const { GET: download } = await import("@/app/api/reviews/[id]/download/route");
    expect((await call(create, "/api/reviews", { name: "x" })).status).toBe(400);
    const begun = await call<ReviewAnswer>(create, "/api/reviews", { name: "First", by: "Ada" });
    expect(begun.status).toBe(201);
    const { id, progress } = begun.body.review;
    expect(progress.rows).toBeGreaterThan(5);
    const found = (await call<ReviewRowsAnswer>(rows, `/api/reviews/${id}/rows?limit=500`)).body;
    expect(found.rows).toHaveLength(Math.min(500, progress.rows));
    const sure = found.rows.filter(({ notRead, fingerprint }) => notRead.length === 0 && fingerprint !== null);
    expect(found.rows.some(({ actions, permissions }) => actions > 0 && permissions.length > 0)).toBe(true);
    expect(found.rows.some(({ lastAssumedAt }) => lastAssumedAt !== null)).toBe(true);
    const refused = await call(decide, `/api/reviews/${id}/decisions`, { rows: found.all, act: "revoke", by: "Ada" });
    expect(refused.status).toBe(400);
    const decided = await call<ReviewAnswer>(decide, `/api/reviews/${id}/decisions`, {
      rows: found.all,
      act: "keep",
      by: "Ada",
    });
    expect(decided.body.review.progress.decided).toBe(progress.rows);
    expect((await call(close, `/api/reviews/${id}/close`, { by: "Ada" })).status).toBe(200);
    expect((await call(decide, `/api/reviews/${id}/decisions`, { rows: [1], act: "keep", by: "Ada" })).status).toBe(
      400,
    );
    expect((await call(download, `/api/reviews/${id}/download?format=csv`)).text.split("\r\n")).toHaveLength(
      progress.rows + 2,
    );
    const next = await call<ReviewAnswer>(create, "/api/reviews", { name: "Second", by: "Bob" });
    const carryable = found.rows.filter(({ fingerprint }) => fingerprint !== null).length;
    expect(next.body.review.progress.carried).toBe(carryable);
    expect(carryable).toBeGreaterThanOrEqual(sure.length);
    expect((await call<ReviewsAnswer>(list, "/api/reviews")).body.reviews.map(({ name }) => name)).toEqual([
      "Second",
      "First",
    ]);
  });
});

describe("the command line", () => {
  it("prints the same answer, and says what it does not know", async () => {
    const answer = answers.find((each) => each.roles.some(({ state }) => state === "proposal"));
    const asked = leastPrivilegeNamed.parse({ names: ["no/such"] });
    await expect(leastPrivilegeOf(container, asked)).rejects.toMatchObject({ code: "least-privilege/name" });
    await container.close();
    const env = Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        name.startsWith("AWS_") && value !== undefined ? [[name, value]] : [],
      ),
    );
    const at = { folder, env };
    const name = answer?.workload?.id ?? "";
    const json = await runHere(at, ["least-privilege", name, "--from", from, "--to", to, "--json"]);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)[0].roles).toEqual(answer?.roles);
    expect((await runHere(at, ["least-privilege", name, "--format", "cobol"])).code).toBe(2);
  }, 60_000);
});
