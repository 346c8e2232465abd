/** Statements into as few documents as IAM's size of a managed policy allows. */
import type { PolicyDocument, PolicyVersion, Statement } from "@/lib/domain/policy/ast";
import { MANAGED_LIMIT, policySize } from "./policy-size";

export interface VersionedStatement {
  readonly statement: Statement;
  readonly version: PolicyVersion;
}

/**
 * A statement too large for a document of its own is parted by its actions, then by its resources: what the parts allow
 * together is the same. What cannot be parted (a Deny by NotAction) stays, and its document is larger than the limit.
 */
export function packPolicies(statements: readonly VersionedStatement[], limit = MANAGED_LIMIT): PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  for (const version of ["2012-10-17", "2008-10-17"] as const) {
    const own = statements.filter((each) => versionOf(each) === version).map(({ statement }) => statement);
    documents.push(...packOne(own, version, limit));
  }
  return documents;
}

/** Variables are literal text in the older version: such statements keep it, all others do not need it. */
function versionOf({ statement, version }: VersionedStatement): PolicyVersion {
  if (version === "2012-10-17") return version;
  const texts = [...(statement.resource?.patterns ?? []), ...statement.conditions.flatMap(({ values }) => values)];
  return texts.some((text) => text.includes("${")) ? version : "2012-10-17";
}

function packOne(statements: readonly Statement[], version: PolicyVersion, limit: number): PolicyDocument[] {
  const documents: Statement[][] = [];
  const sizes: number[] = [];
  const frame = policySize(document([], version));
  for (const part of statements.flatMap((statement) => parted(statement, version, limit))) {
    const size = policySize(document([part], version)) - frame + 1;
    const at = sizes.findIndex((held) => held + size <= limit);
    if (at >= 0) {
      documents[at]!.push(part);
      sizes[at] = sizes[at]! + size;
    } else {
      documents.push([part]);
      sizes.push(frame + size);
    }
  }
  return documents.map((parts) => document(parts, version));
}

function parted(statement: Statement, version: PolicyVersion, limit: number): Statement[] {
  if (policySize(document([statement], version)) <= limit) return [statement];
  const { action, resource } = statement;
  if (!action.negated && action.patterns.length > 1) {
    return halves(action.patterns).flatMap((patterns) =>
      parted({ ...statement, action: { negated: false, patterns } }, version, limit),
    );
  }
  if (resource && !resource.negated && resource.patterns.length > 1) {
    return halves(resource.patterns).flatMap((patterns) =>
      parted({ ...statement, resource: { negated: false, patterns } }, version, limit),
    );
  }
  return [statement];
}

function halves(list: readonly string[]): string[][] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

/** Numbered from 0, with a Sid of its own for each: several statements may come from one, or from several documents. */
function document(statements: readonly Statement[], version: PolicyVersion): PolicyDocument {
  const taken = new Set<string>();
  return {
    version,
    id: null,
    statements: statements.map((statement, index) => ({ ...statement, index, sid: freeSid(statement.sid, taken) })),
  };
}

function freeSid(sid: string | null, taken: Set<string>): string | null {
  if (sid === null || sid === "") return null;
  let free = sid;
  for (let n = 2; taken.has(free); n++) free = `${sid}${n}`;
  taken.add(free);
  return free;
}
