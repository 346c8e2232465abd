import type { PolicyError, PolicyErrorCode } from "./errors";
import { describeNode, type JsonNode } from "./json/node";
import { Positions } from "./json/position";

/** More than this helps nobody, and a hostile document could make millions. */
const MAX_ERRORS = 50;

/** Collects what is wrong with a document while it is read. */
export class Report {
  readonly errors: PolicyError[] = [];
  readonly positions: Positions;
  /** The statement that is being read. */
  statement: number | null = null;

  constructor(text: string | null) {
    this.positions = new Positions(text);
  }

  add(code: PolicyErrorCode, message: string, at: number, element: string | null): void {
    if (this.errors.length >= MAX_ERRORS) return;
    const position = this.positions.of(at);
    this.errors.push({
      code,
      message,
      line: position?.line ?? null,
      column: position?.column ?? null,
      statement: this.statement,
      element,
    });
  }

  wrongType(expected: string, node: JsonNode, element: string): void {
    this.add("wrong-type", `${element} must be ${expected}, not ${describeNode(node)}`, node.at, element);
  }
}
