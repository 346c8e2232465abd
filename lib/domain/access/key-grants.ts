/**
 * Grants of a KMS key as statements: each allows its operations to its grantee, and to nobody else.
 * Source: KMS Developer Guide, "Grants in AWS KMS"; KMS API Reference, "GrantConstraints".
 */
import { type CompiledPolicy, compilePolicy } from "@/lib/domain/policy";
import type { ConditionClause, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import type { KeyFacts, KeyGrantFacts } from "@/lib/domain/snapshot/resource-facts";

/** Operations that a grant can allow, in lower case. Source: KMS API Reference, "CreateGrant", Operations. */
const GRANTABLE: ReadonlySet<string> = new Set(
  `createGrant decrypt deriveSharedSecret describeKey encrypt generateDataKey generateDataKeyPair
  generateDataKeyPairWithoutPlaintext generateDataKeyWithoutPlaintext generateMac getPublicKey reEncryptFrom reEncryptTo
  retireGrant sign verify verifyMac`
    .toLowerCase()
    .split(/\s+/),
);

/** Constraints do not hold for operations without an encryption context. */
const WITHOUT_CONTEXT: ReadonlySet<string> = new Set(["describekey", "retiregrant", "getpublickey"]);

/** `action` as "kms:Decrypt", any case. */
export function isGrantable(action: string): boolean {
  const lower = action.toLowerCase();
  return lower.startsWith("kms:") && GRANTABLE.has(lower.slice(4));
}

/** `first`: the index of the first statement, behind those of the key's policy. */
export function grantStatements(grants: readonly KeyGrantFacts[], first: number): readonly Statement[] {
  const statements: Statement[] = [];
  for (const grant of grants) {
    if (grant.granteePrincipal === null) continue;
    const constraints = constraintsOf(grant);
    const free = grant.operations.filter((each) => constraints.length === 0 || WITHOUT_CONTEXT.has(each.toLowerCase()));
    const bound = grant.operations.filter((each) => !free.includes(each));
    for (const [operations, conditions] of [[free, []] as const, [bound, constraints] as const]) {
      if (operations.length === 0) continue;
      statements.push({
        index: first + statements.length,
        sid: `grant ${grant.id}`,
        effect: "Allow",
        principal: { negated: false, entries: [grantee(grant.granteePrincipal)] },
        action: { negated: false, patterns: operations.map((operation) => `kms:${operation}`) },
        resource: { negated: false, patterns: ["*"] },
        conditions,
      });
    }
  }
  return statements;
}

function grantee(value: string) {
  return { kind: /\.amazonaws\.com(\.cn)?$/.test(value) ? "Service" : "AWS", value } as const;
}

function constraintsOf({ encryptionContextEquals: equals, encryptionContextSubset: subset }: KeyGrantFacts) {
  const clauses: ConditionClause[] = [];
  for (const [key, value] of [...Object.entries(subset ?? {}), ...Object.entries(equals ?? {})])
    clauses.push({ operator: "StringEquals", key: `kms:EncryptionContext:${key}`, values: [literal(value)] });
  if (equals !== null)
    clauses.push({
      operator: "ForAllValues:StringEquals",
      key: "kms:EncryptionContextKeys",
      values: Object.keys(equals).map(literal),
    });
  return clauses;
}

/** A value of a constraint is no policy variable. */
function literal(value: string): string {
  return value.replaceAll("$", () => "${$}");
}

interface Kept {
  /** Of the key; other keys can have the same. */
  readonly policy: CompiledPolicy | null;
  readonly compiled: CompiledPolicy;
}

const merged = new WeakMap<KeyFacts, Kept>();
const alone = new WeakMap<KeyFacts, Kept>();

/** The key's policy and its grants as one; the grants' statements come last. */
export function withGrants(policy: CompiledPolicy, key: KeyFacts): CompiledPolicy {
  if (!key.grants?.length) return policy;
  const { grants } = key;
  return kept(merged, key, policy, () => {
    const { document } = policy;
    const statements = [...document.statements, ...grantStatements(grants, document.statements.length)];
    return compilePolicy({ ...document, statements }, policy.name, "resource");
  });
}

/**
 * What the grants alone let in, with the denials of the policy where that was read; null where nothing was granted.
 * Neither the caller's own policies nor its account count for a grant.
 */
export function grantsAlone(policy: CompiledPolicy | null, key: KeyFacts): CompiledPolicy | null {
  if (!key.grants?.length) return null;
  const { grants } = key;
  return kept(alone, key, policy, () => grantedBy(policy, grants));
}

function kept(
  cache: WeakMap<KeyFacts, Kept>,
  key: KeyFacts,
  policy: CompiledPolicy | null,
  compile: () => CompiledPolicy,
): CompiledPolicy {
  const known = cache.get(key);
  if (known && known.policy === policy) return known.compiled;
  const compiled = compile();
  cache.set(key, { policy, compiled });
  return compiled;
}

/** The same, for grants as given. */
export function grantedBy(policy: CompiledPolicy | null, grants: readonly KeyGrantFacts[]): CompiledPolicy {
  const written = policy?.document.statements ?? [];
  const document: PolicyDocument = {
    version: policy?.document.version ?? "2012-10-17",
    id: null,
    statements: [...written.filter(({ effect }) => effect === "Deny"), ...grantStatements(grants, written.length)],
  };
  return compilePolicy(document, "grants", "resource");
}
