import { statementOf } from "./asked-statement";

export interface EvidenceAddress {
  readonly path: string;
  /** "trust", "boundary" or a name; null where the page is the policy's own. */
  readonly policy: string | null;
  readonly statement: number | null;
}

/** Segments that are no dot segments: what the address names must be a page of ours and nothing else. */
const known =
  /^\/(policies(\/(?!\.{1,2}(\/|$))[^/?#\\]+){2}|roles(\/(?!\.{1,2}(\/|$))[^/?#\\]+){2}|workloads(\/(?!\.{1,2}(\/|$))[^/?#\\]+){5})$/;

/** Takes apart what `statementHref` wrote; null for any other address. */
export function evidenceAddress(href: string): EvidenceAddress | null {
  const [, path = "", query = "", hash = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(href) ?? [];
  if (!known.test(path)) return null;
  return { path, policy: new URLSearchParams(query).get("policy"), statement: statementOf(hash) };
}
