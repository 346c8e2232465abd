/** Paging, by hand: the SDK's paginators do not know our budgets and follow a token that repeats for ever. */
import { malformed } from "./credentials";

/** Pages until there is no token. `fetch` gets the token of the page; empty pages are passed over. */
export async function* pages<P, T>(
  fetch: (token: string | undefined) => Promise<P>,
  read: (page: P) => { readonly items: readonly T[]; readonly next: string | null | undefined },
  onRepeat: (cause: Error) => Error,
): AsyncGenerator<readonly T[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items, next } = read(await fetch(token));
    if (items.length > 0) yield items;
    token = next === "" || next === null ? undefined : next;
    if (token !== undefined && seen.has(token)) throw onRepeat(malformed("the same page token came twice"));
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}
