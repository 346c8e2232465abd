/** What is ours and stands in files: the version, and the policy that a reader needs. */
import { readFileSync } from "node:fs";

const root = new URL("../../../", import.meta.url);

export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };
  return version;
}

/** JSON text of the read-only policy that Podlens needs in each account. */
export function readerPolicy(): string {
  return readFileSync(new URL("public/iam/reader.json", root), "utf8").trim();
}
