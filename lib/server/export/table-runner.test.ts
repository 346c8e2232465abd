import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { workerTableRunner } from "./table-runner";

const head = { title: "t", at: null, sheet: "calls", columns: ["id", "count"], types: [undefined, "number"] } as const;

async function* chunks(count: number) {
  for (let i = 0; i < count; i++) yield Array.from({ length: 500 }, (_, n) => [`=${i}/${n}`, String(n)]);
}

test("rows that come in chunks become one workbook, whose last sheet is asked for at the end", async () => {
  let seen = 0;
  async function* counted() {
    for await (const rows of chunks(20)) {
      seen += rows.length;
      yield rows;
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const bytes of workerTableRunner.write(head, counted(), () => [{ label: "Rows", value: seen }]))
    pieces.push(bytes);
  const files = unzipSync(Buffer.concat(pieces));
  const text = (path: string) => new TextDecoder().decode(files[path]);
  expect(text("xl/worksheets/sheet1.xml").match(/<row /g)).toHaveLength(10_001);
  expect(text("xl/worksheets/sheet1.xml")).toContain('preserve">\'=19/499</t></is></c><c r="B10001"><v>499</v></c>');
  expect(text("xl/worksheets/sheet2.xml")).toContain('<c r="B1"><v>10000</v></c>');
});

test("a reader that stops ends the source; one that is aborted, and a source that fails, give their reason", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield* chunks(100);
    } finally {
      ended = true;
    }
  }
  for await (const bytes of workerTableRunner.write(head, endless(), () => [])) {
    expect(bytes.length).toBeGreaterThan(0);
    break;
  }
  expect(ended).toBe(true);
  const abort = new AbortController();
  const next = workerTableRunner.write(head, endless(), () => [], abort.signal).next();
  abort.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
  // biome-ignore lint/correctness/useYield: a source that breaks before its first row
  const broken = async function* (): AsyncGenerator<(string | null)[][]> {
    throw new Error("the store closed");
  };
  await expect(workerTableRunner.write(head, broken(), () => []).next()).rejects.toThrow("the store closed");
});
