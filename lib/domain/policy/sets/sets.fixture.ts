/** Documents and roles in a few words, for tests. */
import { type PolicyDocument, parsePolicy } from "@/lib/domain/policy";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { ActionSet } from "./action-set";
import { SetCompiler } from "./policy-sets";
import { PermissionEngine } from "./role-permissions";
import { type NamedSets, noSetLayers, type RolePolicySets } from "./role-policies";

export function policy(...statements: readonly object[]): PolicyDocument {
  const parsed = parsePolicy({ Version: "2012-10-17", Statement: statements });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.document;
}

export const allow = (action: string | readonly string[], resource: string | readonly string[] = "*", more = {}) => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...more,
});

export const deny = (action: string | readonly string[], resource: string | readonly string[] = "*", more = {}) => ({
  ...allow(action, resource, more),
  Effect: "Deny",
});

export const WHEN = { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } };

export class World {
  readonly engine: PermissionEngine;

  constructor(readonly table: ActionTable) {
    this.engine = new PermissionEngine(new SetCompiler(table));
  }

  named(name: string, ...statements: readonly object[]): NamedSets {
    return { name, sets: this.engine.compiler.compileOnce(policy(...statements)) };
  }

  /** A role with one policy, "own". */
  role(statements: readonly object[], more: Partial<RolePolicySets> = {}): RolePolicySets {
    return { ...noSetLayers, identity: [this.named("own", ...statements)], ...more };
  }

  names(set: ActionSet | null): readonly string[] {
    return [...(set ?? [])].map((id) => this.table.actionName(id));
  }
}
