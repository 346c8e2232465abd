/** Policy documents of one part: text by hash of the exact text. */
import { createHash } from "node:crypto";
import type { DocumentHash } from "@/lib/domain/snapshot/facts";

export class Documents {
  readonly texts = new Map<DocumentHash, string>();

  add(text: string): DocumentHash;
  add(text: string | null): DocumentHash | null;
  add(text: string | null): DocumentHash | null {
    if (text === null) return null;
    const hash = createHash("sha256").update(text, "utf8").digest("hex");
    this.texts.set(hash, text);
    return hash;
  }
}
