/** Lists in pages: Kubernetes API concepts, "Retrieving large results sets in chunks". */
import { KubernetesError } from "./kubernetes-error";
import { EXPIRED } from "./transport";

export const PAGE_SIZE = 500;
/** Far beyond any cluster: a server that never ends must not keep a scan. */
const MOST_PAGES = 5_000;

export interface ListPage<T> {
  readonly metadata?: { readonly _continue?: string };
  readonly items: readonly T[];
}

/**
 * All items, each kept as what `normalise` makes of it, so that no page outlives its reading; null leaves an item out.
 * Where the server has forgotten the list in its midst (410), it is read anew, once.
 */
export async function listAll<T, F>(
  operation: string,
  fetchPage: (continueToken: string | undefined) => Promise<ListPage<T>>,
  normalise: (item: T) => F | null,
): Promise<F[]> {
  try {
    return await listOnce(operation, fetchPage, normalise);
  } catch (error) {
    if ((error as Partial<KubernetesError>).error !== EXPIRED) throw error;
    return await listOnce(operation, fetchPage, normalise);
  }
}

async function listOnce<T, F>(
  operation: string,
  fetchPage: (continueToken: string | undefined) => Promise<ListPage<T>>,
  normalise: (item: T) => F | null,
): Promise<F[]> {
  const found: F[] = [];
  const tokens = new Set<string>();
  let next: string | undefined;
  do {
    const page = await fetchPage(next);
    if (!Array.isArray(page?.items)) throw malformed(operation, "NoItems", "the answer has no list of items");
    for (const item of page.items as readonly T[]) {
      // Every object of Kubernetes has a name; a list of other things must not pass for an empty one.
      if (!hasName(item)) throw malformed(operation, "NoName", "the list holds something that is no Kubernetes object");
      const facts = normalise(item);
      if (facts !== null) found.push(facts);
    }
    next = page.metadata?._continue || undefined;
    if (next !== undefined && (tokens.has(next) || tokens.size >= MOST_PAGES)) {
      throw malformed(operation, "RepeatedToken", "the server's list does not end");
    }
    if (next !== undefined) tokens.add(next);
  } while (next !== undefined);
  return found;
}

function hasName(item: unknown): boolean {
  const { metadata } = (item ?? {}) as { metadata?: { name?: unknown } | null };
  return typeof metadata?.name === "string" && metadata.name !== "";
}

function malformed(operation: string, error: string, message: string): KubernetesError {
  return new KubernetesError(message, "malformed", operation, error, null);
}
