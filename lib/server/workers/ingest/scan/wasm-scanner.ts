/** The scanner in WebAssembly: built from assembly/ by `npm run build:scanner`. It does what byte-scanner.ts does, sixteen bytes at a time. */
import { readFileSync } from "node:fs";
import { MOST_ROWS, ROW, type RowScanner } from "./rows";

/** What assembly/scan.ts exports. Places are bytes of its memory. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  input(bytes: number): number;
  scan(bytes: number): number;
  rows(): number;
  count(table: number): number;
  begin(table: number, entry: number): number;
  length(table: number, entry: number): number;
  isFull(table: number): number;
  clear(table: number): void;
}

const MODULE = new URL("./scan.wasm", import.meta.url);

/** Throws where the engine has no WebAssembly with SIMD, or the file is not there. */
export function createWasmScanner(): RowScanner {
  const module = new WebAssembly.Module(readFileSync(MODULE));
  const of = new WebAssembly.Instance(module).exports as unknown as Exports;
  return {
    scan(bytes) {
      const at = of.input(bytes.byteLength);
      new Uint8Array(of.memory.buffer, at, bytes.byteLength).set(bytes);
      return of.scan(bytes.byteLength);
    },
    // The memory may have grown, which makes views of it void.
    get rows() {
      return new Int32Array(of.memory.buffer, of.rows(), MOST_ROWS * ROW);
    },
    count: (table) => of.count(table),
    entry: (table, number) =>
      Buffer.from(of.memory.buffer, of.begin(table, number), of.length(table, number)).toString("utf8"),
    isFull: (table) => of.isFull(table) !== 0,
    clear: (table) => of.clear(table),
  };
}
