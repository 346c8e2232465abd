/** A policy document of a snapshot: its text, and what it says where it can be parsed. */
import type { PolicyDocument } from "./ast";

export interface ParsedDocument {
  readonly hash: string;
  readonly text: string;
  /** null where the text is no valid policy: `errors` says where, and the document grants nothing that we could name. */
  readonly document: PolicyDocument | null;
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly line: number | null;
    readonly statement: number | null;
  }[];
}
