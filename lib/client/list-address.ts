"use client";
import { debounce, parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";

const list = parseAsArrayOf(parseAsString).withDefault([]);
const fixed = {
  q: parseAsString.withDefault(""),
  sort: parseAsString.withDefault(""),
  dir: parseAsStringLiteral(["asc", "desc"] as const).withDefault("asc"),
  open: parseAsString,
};

export interface ListAddress {
  readonly text: string;
  readonly facets: Readonly<Record<string, readonly string[]>>;
  readonly sort: { readonly id: string; readonly descending: boolean };
  /** Address of the thing that is open beside the list. */
  readonly open: string | null;
  readonly filtered: boolean;
  /** The same as a query of the API. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly setText: (text: string) => void;
  readonly setFacet: (name: string, values: readonly string[]) => void;
  readonly setSort: (sort: { id: string; descending: boolean }) => void;
  readonly setOpen: (href: string | null) => void;
  readonly clear: () => void;
}

/** All that a list shows stands in its address: text, filters, sort, and what is open beside it. */
export function useListAddress(facetNames: readonly string[], defaultSort: string): ListAddress {
  const parsers = useMemo(
    () => ({ ...fixed, ...Object.fromEntries(facetNames.map((name) => [name, list])) }),
    [facetNames],
  );
  const [state, setState] = useQueryStates(parsers);

  return useMemo(() => {
    const held = new Map<string, unknown>(Object.entries(state));
    const facets = Object.fromEntries(facetNames.map((name) => [name, (held.get(name) as string[] | undefined) ?? []]));
    const sort = { id: state.sort === "" ? defaultSort : state.sort, descending: state.dir === "desc" };
    const filtered = state.q !== "" || Object.values(facets).some((values) => values.length > 0);
    const update = (change: Record<string, unknown>, history: "push" | "replace" = "replace") =>
      void setState(change as Partial<typeof state>, { history });
    return {
      text: state.q,
      facets,
      sort,
      open: state.open,
      filtered,
      query: { q: state.q, ...facets, sort: sort.id, dir: state.dir },
      // Each letter filters at once; the address follows when the typing pauses.
      setText: (text) => void setState({ q: text === "" ? null : text }, { limitUrlUpdates: debounce(250) }),
      setFacet: (name, values) => update({ [name]: values.length === 0 ? null : values }, "push"),
      setSort: (next) =>
        update({ sort: next.id === defaultSort ? null : next.id, dir: next.descending ? "desc" : null }),
      setOpen: (href) => update({ open: href }, "push"),
      clear: () => update({ q: null, ...Object.fromEntries(facetNames.map((name) => [name, null])) }, "push"),
    };
  }, [state, setState, facetNames, defaultSort]);
}
