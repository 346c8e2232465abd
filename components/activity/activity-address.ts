"use client";
import { debounce, parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { explicitRange, type Preset, presetRange, presets, type Range } from "./range";

const list = parseAsArrayOf(parseAsString).withDefault([]);

export const filterNames = [
  "mechanism",
  "outcome",
  "confidence",
  "account",
  "region",
  "cluster",
  "namespace",
  "serviceAccount",
  "workload",
  "role",
  "pod",
  "node",
] as const;
export type FilterName = (typeof filterNames)[number];

const parsers = {
  range: parseAsStringLiteral(presets.map((preset) => preset.value)).withDefault("7d"),
  from: parseAsString,
  to: parseAsString,
  q: parseAsString.withDefault(""),
  unrelated: parseAsStringLiteral(["no", "yes"] as const).withDefault("no"),
  open: parseAsString,
  mechanism: list,
  outcome: list,
  confidence: list,
  account: list,
  region: list,
  cluster: list,
  namespace: list,
  serviceAccount: list,
  workload: list,
  role: list,
  pod: list,
  node: list,
};

export interface ActivityAddress {
  readonly range: Range;
  /** null where two moments were chosen. */
  readonly preset: Preset | null;
  readonly text: string;
  readonly unrelated: boolean;
  readonly filters: Readonly<Record<FilterName, readonly string[]>>;
  readonly filtered: boolean;
  /** Event id of the assumption that is open beside the list. */
  readonly open: string | null;
  /** The same as a query of the API. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly setPreset: (preset: Preset) => void;
  readonly setRange: (range: Range) => void;
  readonly setText: (text: string) => void;
  readonly setUnrelated: (on: boolean) => void;
  readonly setFilter: (name: FilterName, values: readonly string[]) => void;
  readonly setOpen: (eventId: string | null) => void;
  readonly clear: () => void;
  /** Presets end at this moment until it is moved on. */
  readonly moveOn: () => void;
}

/** All that the activity page shows stands in its address. */
export function useActivityAddress(): ActivityAddress {
  const [state, setState] = useQueryStates(parsers);
  const [now, setNow] = useState(() => Date.now());
  return useMemo(() => {
    const chosen = explicitRange(state.from, state.to);
    const range = chosen ?? presetRange(state.range, now);
    const filters = Object.fromEntries(filterNames.map((name) => [name, state[name]])) as Record<FilterName, string[]>;
    return {
      range,
      preset: chosen === null ? state.range : null,
      text: state.q,
      unrelated: state.unrelated === "yes",
      filters,
      filtered: state.q !== "" || filterNames.some((name) => filters[name].length > 0),
      open: state.open,
      query: { ...range, ...filters, q: state.q, unrelated: state.unrelated },
      setPreset: (preset) => void setState({ range: preset, from: null, to: null }, { history: "push" }),
      setRange: (next) => void setState({ from: next.from, to: next.to }, { history: "push" }),
      setText: (text) => void setState({ q: text === "" ? null : text }, { limitUrlUpdates: debounce(250) }),
      setUnrelated: (on) => void setState({ unrelated: on ? "yes" : null }, { history: "push" }),
      setFilter: (name, values) =>
        void setState({ [name]: values.length === 0 ? null : [...values] }, { history: "push" }),
      setOpen: (open) => void setState({ open }, { history: "push" }),
      clear: () =>
        void setState({ q: null, ...Object.fromEntries(filterNames.map((name) => [name, null])) }, { history: "push" }),
      moveOn: () => setNow(Date.now()),
    };
  }, [state, setState, now]);
}
