/** From a sealed snapshot with hostile names to reports in every format, their manifests, jobs, API and command line. */
import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as file } from "@/app/api/reports/[id]/file/route";
import { GET as manifestOfJob } from "@/app/api/reports/[id]/manifest/route";
import { GET as one, DELETE as remove } from "@/app/api/reports/[id]/route";
import { GET as document } from "@/app/api/reports/document/route";
import { GET as list, POST as start } from "@/app/api/reports/route";
import type { ReportDocument, ReportJob, ReportsAnswer } from "@/lib/contracts/api";
import { configSchema } from "@/lib/contracts/config";
import { reportKinds, reportManifest } from "@/lib/contracts/report";
import { type OpenedFindings, openFindings } from "@/lib/server/boot/findings";
import { type OpenedReports, openReports } from "@/lib/server/boot/reports";
import { csvText } from "@/lib/server/export/csv";
import { jsonText } from "@/lib/server/export/json";
import { pdfBytes } from "@/lib/server/export/pdf";
import { flat, readPdf } from "@/lib/server/export/pdf/testing/read-pdf";
import { publishContainer } from "@/lib/server/http/web-container";
import { openStore, type Store } from "@/lib/server/store";
import {
  checkReport,
  makeReport,
  manifestOf,
  type ReportDependencies,
} from "@/lib/server/usecases/reports/make-report";
import type { ReportRunner } from "@/lib/server/usecases/reports/ports";
import { renderReport } from "@/lib/server/usecases/reports/render-report";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import { xlsxBytes } from "@/lib/server/workers/xlsx";
import { EstateBuilder, podTrust, policy } from "../../estates/estate-builder";
import { runHere } from "../cli/run-here";
import { scanned } from "../findings/estates";
import { fakeContainer, token } from "../web/fake-container";

const AT = new Date("2026-11-20T10:00:00.000Z");
const FORMULA = "=cmd|' /C calc'!A0";
const NAMES = [FORMULA, "<script>alert(1)</script>", "evil\u202Egpj", "n".repeat(10_000)];
const clock = { now: () => AT };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), "podlens-reports-"));
const keyFile = join(folder, "key.pem");
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const config = configSchema.parse({ reports: { signingKeyFile: keyFile } });

let store: Store;
let findings: OpenedFindings;
let reports: OpenedReports;
/** As the product's, in this thread. */
let here: ReportDependencies;

/** Workloads whose names nobody would choose, with one role that may everything. */
function estate() {
  const made = new EstateBuilder();
  const cluster = made.cluster("prod");
  made.agent(cluster);
  const role = made.role("api", {
    trust: podTrust(),
    inline: { all: policy({ Effect: "Allow", Action: "*", Resource: "*" }) },
  });
  for (const name of NAMES) made.associate(cluster, `payments/${name.replaceAll("/", "-")}`, role);
  for (const name of NAMES) made.associate(cluster, `${name.replaceAll("/", "-")}/app`, role);
  return made.build();
}

const inThread: ReportRunner = {
  async *render(packed, work) {
    const writers = { json: jsonText, csv: csvText, xlsx: xlsxBytes, pdf: pdfBytes };
    const { bytes, ...facts } = await renderReport(unpackSnapshot(packed), work, writers, () => undefined);
    for (const piece of bytes) yield typeof piece === "string" ? Buffer.from(piece) : piece;
    return facts;
  },
};

async function made(kind: string, format: string, filter = "", dependencies = here) {
  const stream = makeReport(dependencies, checkReport({ kind, format, filter, snapshot: "latest" }));
  const chunks: Uint8Array[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { bytes: Buffer.concat(chunks), facts: next.value };
    chunks.push(next.value);
  }
}

const opened = () =>
  openReports({ config, configFile: null, store, findings: (id) => findings.stored(id), clock, log });

beforeAll(async () => {
  writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
  store = await openStore({ dataDir: folder, clock });
  await scanned(store, estate());
  findings = await openFindings({ config, configFile: null, store, engineVersion: "1", clock, log });
  reports = await opened();
  here = { ...reports.dependencies, runner: inThread };
});

afterAll(async () => {
  publishContainer(null);
  await reports.control.close();
  await findings.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("reports", () => {
  it.each(reportKinds)("%s says what it was made from, and twice the same", async (kind) => {
    const { bytes, facts } = await made(kind, "json");
    const again = await made(kind, "json");
    expect(again.bytes.equals(bytes)).toBe(true);
    const value = JSON.parse(bytes.toString("utf8")) as ReportDocument;
    expect(value).toMatchObject({ format: "podlens.report/v1", report: kind, source: facts.source });
    expect(value.source).toMatchObject({ toolVersion: "1", filter: "", gaps: 0, pointInTime: AT.toISOString() });
    const tables = value.blocks.filter((block) => block.kind === "table");
    const rows = tables.map(({ id, count }) => {
      expect(value[id]).toHaveLength(count);
      return count;
    });
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(value.source.rows);
    const text = JSON.stringify(value.blocks);
    for (const what of ["Point in time", "Snapshot", "Scope", "Filter", "Gaps", "Rows", "Made by"])
      expect(text).toContain(`["${what}",`);
  });

  it("evidence names its requirements, what serves them and what is not shown", async () => {
    const { bytes } = await made("evidence:nist-800-53", "json");
    const value = JSON.parse(bytes.toString("utf8")) as ReportDocument & { requirements: Record<string, string>[] };
    expect(value.requirements.map((row) => row.number)).toEqual(["AC-2", "AC-3", "AC-5", "AC-6", "AC-6(7)"]);
    expect(value.requirements.every((row) => row["shown by"] !== "" && row["not evidenced here"] !== "")).toBe(true);
    const headings = value.blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : []));
    expect(headings).toEqual([
      "Requirements served",
      "Least privilege",
      "Access review",
      "Separation of environments",
      "What is not evidenced",
    ]);
    expect(JSON.stringify(value.blocks)).toContain("No access review was done in Podlens up to this point in time");
  });

  it("a filter leaves out what it does not mean, and one that is not understood is refused", async () => {
    const all = JSON.parse((await made("findings", "json")).bytes.toString("utf8"));
    const some = JSON.parse((await made("findings", "json", "?category=trust")).bytes.toString("utf8"));
    expect(some.findings.length).toBeGreaterThan(0);
    expect(some.findings.length).toBeLessThan(all.findings.length);
    expect(some.source.filter).toBe("category=trust");
    const refused = { code: "export/bad-request" };
    await expect(made("findings", "json", "categroy=trust")).rejects.toMatchObject(refused);
    await expect(made("annual", "json")).rejects.toMatchObject(refused);
    await expect(made("findings", "docx")).rejects.toMatchObject(refused);
  });
});

describe("hostile names", () => {
  it("are whole in JSON and text in CSV", async () => {
    const json = (await made("evidence:soc2", "json")).bytes.toString("utf8");
    const names = (JSON.parse(json).access as { workload: string }[]).map(({ workload }) => workload);
    for (const name of NAMES) expect(names).toContain(`payments/${name.replaceAll("/", "-")}`);
    const { bytes } = await made("findings", "csv");
    const cells = bytes.toString("utf8").split(/\r\n|,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    expect(cells.some((cell) => /^"?[=+\-@]/.test(cell))).toBe(false);
  });

  it("are no formula, no markup and no hidden mark in a workbook", async () => {
    const files = unzipSync((await made("evidence:soc2", "xlsx")).bytes);
    const all = Object.values(files)
      .map((each) => new TextDecoder().decode(each))
      .join("\n");
    expect(all).not.toContain("<f>");
    expect(all).not.toContain("<script>");
    expect(all).not.toContain("\u202E");
    expect(all).toContain(`preserve">'=cmd|' -C calc'!A0/app<`);
    expect(all).toContain("evil⟨U+202E⟩gpj");
    expect(all).toContain("n".repeat(10_000));
  });

  it("are text in a PDF, and the executive report keeps its two pages", async () => {
    const pdf = readPdf((await made("executive", "pdf")).bytes);
    expect(pdf.pages).toBe(2);
    const texts = flat(pdf.root).map(({ text }) => text);
    expect(texts).toContain("In short");
    expect(texts.join("")).not.toContain("\u202E");
    const evidence = readPdf((await made("evidence:soc2", "pdf")).bytes);
    const cells = flat(evidence.root).map(({ text }) => text);
    expect(cells).toContain("payments/evil[U+202E]gpj");
    expect(cells.some((text) => text.includes("[cut: 10009 characters"))).toBe(true);
  });
});

describe("manifests", () => {
  it("name the file by its hash, and are signed as a whole", async () => {
    const { bytes, facts } = await made("executive", "xlsx");
    const { text, signature } = manifestOf(facts, "a.xlsx", reports.dependencies.signer);
    const manifest = reportManifest.parse(JSON.parse(text));
    expect(manifest).toMatchObject({
      report: "executive",
      files: [{ name: "a.xlsx", bytes: bytes.length, sha256: sha256(bytes) }],
    });
    expect(manifest.signature?.keySha256).toBe(sha256(publicKey.export({ type: "spki", format: "der" })));
    expect(verify(null, Buffer.from(text), publicKey, signature ?? Buffer.alloc(0))).toBe(true);
    expect(
      verify(null, Buffer.from(text.replace("executive", "findings")), publicKey, signature ?? Buffer.alloc(0)),
    ).toBe(false);
    expect(manifestOf(facts, "a.xlsx", null)).toMatchObject({ signature: null });
  });

  it("a key that cannot sign is an error of the configuration that shows nothing of it", async () => {
    const { privateKey: rsa } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const secret = rsa.export({ type: "pkcs8", format: "pem" }).toString();
    const wrong = join(folder, "wrong.pem");
    for (const [text, words] of [
      [secret, "is not an Ed25519 key"],
      ["no key", "is no private key"],
    ] as const) {
      writeFileSync(wrong, text);
      const own = configSchema.parse({ reports: { signingKeyFile: wrong } });
      const error = await openReports({
        config: own,
        configFile: null,
        store,
        findings: findings.stored,
        clock,
        log,
      }).then(
        () => null,
        (reason: Error & { code?: string }) => reason,
      );
      expect(error).toMatchObject({
        code: "invalid-config",
        message: expect.stringContaining(`reports.signingKeyFile: ${wrong}: ${words}`),
      });
      expect(error?.message).not.toContain("BEGIN");
    }
  });
});

describe("jobs", () => {
  const call = async <T>(
    handler: (request: Request) => Promise<Response>,
    method: string,
    path: string,
    body?: unknown,
  ) => {
    const response = await handler(
      new Request(`http://localhost:3000${path}`, {
        method,
        headers: {
          host: "localhost:3000",
          origin: "http://localhost:3000",
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    const json = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { response, bytes, value: (json ? JSON.parse(bytes.toString("utf8")) : null) as T };
  };

  beforeAll(() => {
    publishContainer({ ...fakeContainer({ plan: { mode: "none" } }), reports: reports.control });
  });

  it("are made one after the other in a thread, told of, kept with their manifest, cancelled and removed", async () => {
    expect((await call<ReportsAnswer>(list, "GET", "/api/reports")).value).toEqual({ jobs: [], signed: true });
    const bad = await call<{ error: { code: string } }>(start, "POST", "/api/reports", {
      kind: "executive",
      format: "pdf",
      filter: "x=1",
    });
    expect([bad.response.status, bad.value.error.code]).toEqual([400, "bad-request"]);
    const job = (await call<ReportJob>(start, "POST", "/api/reports", { kind: "executive", format: "pdf" })).value;
    const second = (await call<ReportJob>(start, "POST", "/api/reports", { kind: "findings", format: "pdf" })).value;
    expect([job.state, second.state]).toEqual(["waiting", "waiting"]);
    await call(remove, "DELETE", `/api/reports/${second.id}`);
    const phases = new Set<string>();
    let now = job;
    while (now.state === "waiting" || now.state === "running") {
      if (now.progress) phases.add(now.progress.phase);
      await new Promise((resolve) => setImmediate(resolve));
      now = (await call<ReportJob>(one, "GET", `/api/reports/${job.id}`)).value;
    }
    expect(now).toMatchObject({
      state: "done",
      file: { name: "podlens_executive_20261120T100000Z.pdf", signed: true },
    });
    expect(phases.has("reading")).toBe(true);
    const download = await call(file, "GET", `/api/reports/${job.id}/file`);
    expect(download.response.headers.get("content-disposition")).toContain(now.file?.name);
    expect(sha256(download.bytes)).toBe(now.file?.sha256);
    // The thread writes what is written here.
    expect(download.bytes.equals((await made("executive", "pdf")).bytes)).toBe(true);
    const manifest = await call<unknown>(manifestOfJob, "GET", `/api/reports/${job.id}/manifest`);
    expect(reportManifest.parse(manifest.value).files[0]?.sha256).toBe(now.file?.sha256);
    const cancelled = (await call<ReportJob>(one, "GET", `/api/reports/${second.id}`)).value;
    expect(["waiting", "cancelled"]).toContain(cancelled.state);
    await reports.control.close();
    reports = await opened();
    publishContainer({ ...fakeContainer({ plan: { mode: "none" } }), reports: reports.control });
    const kept = (await call<ReportsAnswer>(list, "GET", "/api/reports")).value.jobs;
    expect(kept.map(({ id }) => id)).toEqual([job.id]);
    await call(remove, "DELETE", `/api/reports/${job.id}`);
    expect((await call(file, "GET", `/api/reports/${job.id}/file`)).response.status).toBe(404);
    expect((await call(file, "GET", "/api/reports/..%2F..%2Fkey.pem/file")).response.status).toBe(404);
  });

  it("the document of the print view is the JSON of the report", async () => {
    publishContainer({
      ...fakeContainer({ plan: { mode: "none" } }),
      reports: { ...reports.control, document: (request) => makeReport(here, { ...request, format: "json" }) },
    });
    const { value } = await call<ReportDocument>(document, "GET", "/api/reports/document?kind=executive");
    expect(value).toEqual(JSON.parse((await made("executive", "json")).bytes.toString("utf8")));
    const refused = await call(document, "GET", "/api/reports/document?kind=executive&filter=nothing%3D1");
    expect(refused.response.status).toBe(400);
  });
});

describe("command line", () => {
  it("writes the report, its manifest and the signature", async () => {
    const at = { folder, env: { PODLENS_DATA_DIR: folder, PODLENS_CONFIG: join(folder, "podlens.yaml") } };
    writeFileSync(at.env.PODLENS_CONFIG, "reports: { signingKeyFile: key.pem }\n");
    const run = (...args: string[]) => runHere(at, ["export", "--view", "report", ...args]);
    expect(await run("--report", "executive", "--format", "xlsx", "--out", "e.xlsx")).toMatchObject({ code: 0 });
    const bytes = readFileSync(join(folder, "e.xlsx"));
    const text = readFileSync(join(folder, "e.xlsx.manifest.json"));
    expect(reportManifest.parse(JSON.parse(text.toString("utf8"))).files).toEqual([
      { name: "e.xlsx", bytes: bytes.length, sha256: sha256(bytes) },
    ]);
    expect(verify(null, text, publicKey, readFileSync(join(folder, "e.xlsx.manifest.json.sig")))).toBe(true);
    const wrong = await run("--report", "annual", "--format", "pdf");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('there is no report "annual"')]);
  });
});
