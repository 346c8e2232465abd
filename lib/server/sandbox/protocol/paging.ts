/** Paging with opaque tokens. A token carries where to go on and which listing it belongs to. */
import type { ServiceError } from "./error";

/** Makes pages smaller than the service would, or empty now and then, as services may at any time. */
export interface PageBehaviour {
  /** Items a page at most, for every operation or by operation name ("*" for all others). */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Every listing with something in it starts with an empty page that has a token. */
  readonly emptyFirstPage?: boolean;
}

export interface PageRequest {
  /** Distinguishes listings: operation and everything that selects them. */
  readonly listing: string;
  readonly operation: string;
  readonly token: string | null;
  readonly size: number;
  readonly behaviour: PageBehaviour;
  /** What the service says to a token that is not its own. */
  readonly invalidToken: () => ServiceError;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | null;
}

export function page<T>(all: readonly T[], request: PageRequest): Page<T> {
  const listing = shortHash(request.listing);
  const start = request.token === null ? null : readToken(request.token, listing);
  if (start === undefined || (start !== null && start > all.length)) throw request.invalidToken();
  if (start === null && request.behaviour.emptyFirstPage === true && all.length > 0) {
    return { items: [], nextToken: writeToken(listing, 0) };
  }
  const limit = request.behaviour.sizes?.[request.operation] ?? request.behaviour.sizes?.["*"] ?? request.size;
  const from = start ?? 0;
  const to = Math.min(all.length, from + Math.max(1, Math.min(limit, request.size)));
  return {
    items: from === 0 && to === all.length ? all : all.slice(from, to),
    nextToken: to < all.length ? writeToken(listing, to) : null,
  };
}

// Slashes, plus and equals signs occur in real tokens, so they occur in ours.
function writeToken(listing: string, offset: number): string {
  return Buffer.from(`sandbox/page?${listing}+${offset}=`, "utf8").toString("base64");
}

function readToken(token: string, listing: string): number | undefined {
  const match = /^sandbox\/page\?([0-9a-z]+)\+(\d{1,9})=$/.exec(Buffer.from(token, "base64").toString("utf8"));
  return match !== null && match[1] === listing ? Number(match[2]) : undefined;
}

function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
