/** Workloads of a place or of a thing, counted; every number is a link to its rows. */
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";
import type { RoleRef } from "./binding";
import type { Figure } from "./overview";

/** A piece of a sentence; what is a number or a name leads to its rows or page. */
export interface SentencePart {
  readonly text: string;
  readonly href: string | null;
}
export type Sentence = readonly SentencePart[];

export interface Census {
  readonly workloads: Figure;
  /** Without those that none has. */
  readonly verdicts: readonly { readonly verdict: Verdict; readonly figure: Figure }[];
  readonly mechanisms: readonly { readonly mechanism: Mechanism; readonly figure: Figure }[];
  /** Service prefixes ("*" = every service), most workloads first. */
  readonly services: readonly { readonly service: string; readonly figure: Figure }[];
  readonly roles: readonly RoleFigure[];
  /** Roles in all; `roles` are the first of them. */
  readonly roleCount: number;
}

/** A role with the workloads of the place that use it. */
export interface RoleFigure {
  readonly role: RoleRef;
  readonly figure: Figure;
}
