/** A role's policies, narrowed to what is used and what cannot be seen. Podlens writes none of it to AWS. */
import type { PolicyDocument } from "@/lib/domain/policy/ast";
import { ActionSet, type SetCompiler } from "@/lib/domain/policy/sets";
import type { ActionJudge } from "./judge-action";
import { type NarrowedStatement, narrowStatement } from "./narrow-statement";
import { packPolicies, type VersionedStatement } from "./pack-policies";
import { policySize } from "./policy-size";
import { isWithin } from "./subset-check";
import type { RoleUse } from "./use";

export interface PresentPolicy {
  readonly name: string;
  /** null for an inline policy. */
  readonly arn: string | null;
  readonly kind: "inline" | "customer" | "aws";
  /** null = not read, or no valid policy: it stays as it is. */
  readonly document: PolicyDocument | null;
}

/**
 * stays: nothing is taken from it, or it could not be read · replaced: what stays of it is in the new policies ·
 * removed: nothing of it stays.
 */
export type PolicyOutcome = "stays" | "not-read" | "replaced" | "removed";

export interface JudgedPolicy {
  readonly policy: PresentPolicy;
  readonly outcome: PolicyOutcome;
  /** As IAM counts; null where it was not read. */
  readonly size: number | null;
  /** By statement; empty where it was not read. */
  readonly statements: readonly NarrowedStatement[];
}

export interface Proposal {
  readonly policies: readonly JudgedPolicy[];
  /** What takes the place of those that are replaced; empty where nothing is taken away, or nothing stays. */
  readonly documents: readonly PolicyDocument[];
  /** Of all policies that were read: what statements can be about, and what of it stays. */
  readonly candidates: ActionSet;
  readonly kept: ActionSet;
  /** Entries of Action that the table does not know; they stay. */
  readonly unknown: readonly string[];
}

export interface ProposeInput {
  readonly policies: readonly PresentPolicy[];
  readonly compiler: SetCompiler;
  readonly judge: ActionJudge;
  readonly use: RoleUse;
}

/** Throws where the result would allow more than the present policies: that would be an error of ours. */
export function proposePolicies(input: ProposeInput): Proposal {
  const policies = input.policies.map((policy) => judgePolicy(policy, input));
  const changed = policies.filter(({ outcome }) => outcome === "replaced" || outcome === "removed");
  for (const { policy, statements } of changed) {
    const narrowed = statements.flatMap((each) => each.statements);
    if (policy.document && !isWithin([{ ...policy.document, statements: narrowed }], [policy.document]))
      throw new Error("the narrowed policy is not within the present one");
  }
  const documents = packPolicies(changed.flatMap(statementsThatStay));
  const all = policies.flatMap(({ statements }) => statements);
  const union = (pick: (statement: NarrowedStatement) => ActionSet) => ActionSet.unionOf(all.map(pick));
  return {
    policies,
    documents,
    candidates: union(({ candidates }) => candidates),
    kept: union(({ kept }) => kept),
    unknown: [...new Set(all.flatMap(({ unknown }) => unknown))].sort(),
  };
}

function judgePolicy(policy: PresentPolicy, { compiler, judge, use }: ProposeInput): JudgedPolicy {
  const { document } = policy;
  if (document === null) return { policy, outcome: "not-read", size: null, statements: [] };
  const statements = compiler
    .compileOnce(document)
    .statements.map((sets) => narrowStatement(sets, { compiler, judge, use }));
  const unchanged = statements.every((statement) => statement.unchanged);
  const empty = statements.every((statement) => statement.statements.length === 0);
  return {
    policy,
    outcome: unchanged ? "stays" : empty ? "removed" : "replaced",
    size: policySize(document),
    statements,
  };
}

function statementsThatStay({ policy, statements }: JudgedPolicy): VersionedStatement[] {
  const version = policy.document?.version ?? "2012-10-17";
  return statements.flatMap((each) => each.statements.map((statement) => ({ statement, version })));
}
