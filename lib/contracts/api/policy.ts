/** A policy document as a page shows it: in words, as parsed, and as the text that AWS holds. */
import type { StatementEvidence } from "./ask";

export interface PolicyAnswer {
  /** Policy name; "Trust policy", "Session policy". */
  readonly name: string;
  readonly arn: string | null;
  readonly kind: "trust" | "inline" | "customer" | "aws" | "boundary" | "session" | "scp" | "rcp" | "resource";
  /** Pretty-printed where it is valid JSON, else as delivered; null = not read. */
  readonly json: string | null;
  /** Empty where it was not read or could not be parsed. */
  readonly statements: readonly StatementAnswer[];
  /** Why the statements are not all there: not read (which permission), or not a valid document (where). */
  readonly problem: string | null;
  readonly consoleUrl: string | null;
  /** Its own page; null where it has none (it stands in a role, an association). */
  readonly href: string | null;
}

export interface StatementAnswer {
  /** From 0: the anchor on the page is `statement-INDEX`. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: "Allow" | "Deny";
  /** One sentence: "Allows reading objects…" style, built from the statement alone. */
  readonly sentence: string;
  /** As written; `not` = NotPrincipal, NotAction, NotResource. */
  readonly principals: { readonly not: boolean; readonly values: readonly string[] } | null;
  readonly actions: { readonly not: boolean; readonly values: readonly string[] };
  readonly resources: { readonly not: boolean; readonly values: readonly string[] } | null;
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
    readonly sentence: string;
  }[];
  /** Service prefixes of its actions ("s3"), "*" for all; sorted. */
  readonly services: readonly string[];
}

/** What other policies do to a statement of a role's policy. */
export interface StatementMarkAnswer {
  /** ARN, or the name where it has none. */
  readonly policy: string;
  readonly statement: number;
  /** limited: a part is gone, or holds under conditions only. removed: nothing is left. unknown: a layer was not read. */
  readonly state: "limited" | "removed" | "unknown";
  readonly texts: readonly string[];
  /** Of each text, the statement that limits it; null where a layer says nothing, or was not read. */
  readonly statements: readonly (StatementEvidence | null)[];
}

/** A service that a role's statements name, and how sure that is. */
export interface ServiceAnswer {
  /** IAM service prefix, "*" = every service. */
  readonly service: string;
  readonly state: "allowed" | "conditional" | "unknown";
  /** Action patterns as written, without the prefix (at most 50). */
  readonly actions: readonly string[];
  readonly statements: readonly { readonly policy: string; readonly index: number; readonly sid: string | null }[];
}
