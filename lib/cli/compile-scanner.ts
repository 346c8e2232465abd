/** The compiler of the log scanner's WebAssembly: its sources in, the module's bytes out. */
import { readFile } from "node:fs/promises";

const SOURCES = new URL("../server/workers/ingest/scan/assembly/", import.meta.url);
export const SCANNER_MODULE = new URL("../server/workers/ingest/scan/scan.wasm", import.meta.url);
const OPTIONS = ["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd,bulk-memory", "--use", "abort="];

/** Throws what the compiler says against the sources. */
export async function compileScanner(): Promise<Uint8Array> {
  const { default: compiler } = await import("assemblyscript/asc");
  let module: Uint8Array | null = null;
  const { error, stderr } = await compiler.main(["scan.ts", "--outFile", "scan.wasm", ...OPTIONS], {
    readFile: (name) => readFile(new URL(name, SOURCES), "utf8").catch(() => null),
    writeFile: (_name, contents) => {
      module = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error !== null || module === null) throw new Error(stderr.toString(), { cause: error });
  return module;
}
