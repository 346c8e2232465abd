/** Counts the workloads of a place or of a thing; every number with the address of its rows. */
import { type Census, type Figure, pageHref, type RoleFigure, type SentencePart } from "@/lib/contracts/api";
import type { Mechanism } from "@/lib/domain/identity/binding";
import { compare } from "./facets";
import { roleRef } from "./refs";
import type { SnapshotView } from "./snapshot-view";
import { verdictOrder, type WorkloadEntry } from "./workload-rows";

/** The filter under which the list of workloads shows just these. */
export type PlaceQuery = Readonly<Record<string, string | readonly string[]>>;

const shownRoles = 50;

export function censusOf(view: SnapshotView, entries: readonly WorkloadEntry[], place: PlaceQuery): Census {
  const figure = (value: number, more: PlaceQuery = {}): Figure => ({
    value,
    href: pageHref("/workloads", { ...place, ...more }),
  });
  const roles = tally(entries.flatMap((entry) => entry.row.roles.map((role) => role.arn)));
  return {
    workloads: figure(entries.length),
    verdicts: verdictOrder.flatMap((verdict) => {
      const count = entries.filter((entry) => entry.row.verdict === verdict).length;
      return count === 0 ? [] : [{ verdict, figure: figure(count, { verdict: [verdict] }) }];
    }),
    mechanisms: tally(entries.flatMap((entry) => entry.row.mechanisms)).map(([mechanism, count]) => ({
      mechanism: mechanism as Mechanism,
      figure: figure(count, { mechanism: [mechanism] }),
    })),
    services: tally(entries.flatMap((entry) => entry.row.services)).map(([service, count]) => ({
      service,
      figure: figure(count, { service: [service] }),
    })),
    roles: roles
      .slice(0, shownRoles)
      .map(([arn, count]): RoleFigure => ({ role: roleRef(view, arn), figure: figure(count, { role: [arn] }) })),
    roleCount: roles.length,
  };
}

/** Values with how often they occur, most first, then by name. */
export function tally(values: Iterable<string>): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
}

/** Text as it is, or a text with the address that it leads to. */
export type SentencePiece = string | readonly [text: string, href: string | null];

/** Pieces of a sentence, joined: text as it is, pairs as links; neighbours without a link become one piece. */
export function sentence(...pieces: readonly SentencePiece[]): SentencePart[] {
  const parts: { text: string; href: string | null }[] = [];
  for (const piece of pieces) {
    const [text, href] = typeof piece === "string" ? [piece, null] : piece;
    const last = parts.at(-1);
    if (text === "") continue;
    if (last && last.href === null && href === null) last.text += text;
    else parts.push({ text, href });
  }
  return parts;
}

/** "3 workloads", as a link to its rows where there are any. */
export function counted(figure: Figure, one: string, many = `${one}s`): readonly [string, string | null] {
  const text = `${figure.value.toLocaleString("en")} ${figure.value === 1 ? one : many}`;
  return [text, figure.value === 0 ? null : figure.href];
}

/** ", 3 of which cannot get their role and 1 could not be decided"; "" where all do. */
export function troubleWords(census: Census): readonly SentencePiece[] {
  const words = {
    denied: ["cannot get its role", "cannot get their role"],
    unknown: ["could not be decided", "could not be decided"],
    conditional: ["gets its role under a condition", "get theirs under a condition"],
  } as const;
  const bad = census.verdicts.filter((each) => each.verdict !== "allowed");
  if (census.workloads.value === 0) return [];
  if (bad.length === 0) return [census.workloads.value === 1 ? "; it gets its role" : "; all get their role"];
  return bad.flatMap(({ verdict, figure }, at) => {
    const [one, many] = words[verdict as keyof typeof words];
    const text = `${figure.value.toLocaleString("en")} ${figure.value === 1 ? one : many}`;
    return [at === 0 ? "; " : at === bad.length - 1 ? " and " : ", ", [text, figure.href] as const];
  });
}
