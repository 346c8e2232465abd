import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that a whole test file shares. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "podlens-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
