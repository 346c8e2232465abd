/** The bound: every file unpacked, decoded and parsed as a whole, and nothing done with it. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

process.once("message", (files: readonly string[]) => {
  const parse = (file: string) =>
    (JSON.parse(gunzipSync(readFileSync(file), { chunkSize: 1024 * 1024 }).toString("utf8")) as { Records: unknown[] })
      .Records.length;
  const [first] = files;
  if (first !== undefined) parse(first);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const records = files.reduce((sum, file) => sum + parse(file), 0);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ records, seconds, cpuSeconds: (user + system) / 1e6 }, () => process.exit(0));
});
