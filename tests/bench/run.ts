/**
 * `npm run bench [-- FOLDER [ARGUMENTS]]`: runs tests/bench/FOLDER/*.bench.ts (all folders without one) and prints what
 * each measured. Figures depend on the machine; whether a goal is met is printed, and does not change the exit code.
 */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Benchmark, type BenchRow, formatRows } from "./report";

const root = fileURLToPath(new URL(".", import.meta.url));

async function benchmarksIn(folder: string): Promise<readonly string[]> {
  return (await readdir(`${root}${folder}`)).filter((file) => /\.bench\.tsx?$/.test(file)).sort();
}

async function main([wanted, ...args]: readonly string[]): Promise<number> {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (wanted !== undefined && !folders.includes(wanted)) {
    process.stderr.write(`There is no benchmark "${wanted}". There are: ${folders.join(", ")}.\n`);
    return 2;
  }
  let failed = 0;
  for (const folder of wanted === undefined ? folders : [wanted]) {
    for (const file of await benchmarksIn(folder)) {
      process.stdout.write(`\n${folder}/${file.replace(/\.bench\.tsx?$/, "")}\n`);
      const rows: BenchRow[] = [];
      try {
        const { benchmark } = (await import(`./${folder}/${file}`)) as { benchmark: Benchmark };
        const note = (text: string) => void process.stdout.write(`  ${text}\n`);
        await benchmark.run({ row: (row) => void rows.push(row), note }, args);
      } catch (error) {
        failed++;
        process.stderr.write(`${folder}/${file} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
      }
      if (rows.length > 0) process.stdout.write(`${formatRows(rows).join("\n")}\n`);
    }
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
