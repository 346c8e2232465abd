/** The bound: every file unpacked, decoded and parsed as a whole, and nothing done with it; each step with its seconds of CPU. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Series {
  readonly records: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly steps: { readonly gunzip: number; readonly decode: number; readonly parse: number };
}

process.once("message", (files: readonly string[]) => {
  const steps = { gunzip: 0, decode: 0, parse: 0 };
  let records = 0;
  let bytes = 0;
  const read = (file: string) => {
    const packed = readFileSync(file);
    let last = cpu();
    const step = (name: keyof typeof steps) => {
      const now = cpu();
      steps[name] += now - last;
      last = now;
    };
    const unpacked = gunzipSync(packed, { chunkSize: 1024 * 1024 });
    step("gunzip");
    const text = unpacked.toString("utf8");
    step("decode");
    const parsed = JSON.parse(text) as { Records: unknown[] };
    step("parse");
    records += parsed.Records.length;
    bytes += unpacked.byteLength;
  };
  const [first] = files;
  if (first !== undefined) read(first);
  records = 0;
  bytes = 0;
  Object.assign(steps, { gunzip: 0, decode: 0, parse: 0 });
  const cpuStart = cpu();
  const start = performance.now();
  for (const file of files) read(file);
  const seconds = (performance.now() - start) / 1000;
  const series: Series = { records, bytes, seconds, cpuSeconds: cpu() - cpuStart, steps };
  process.send?.(series, () => process.exit(0));
});

/** Seconds of all threads of the process. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
