/**
 * Which resources a policy names: the ARN patterns of its allow statements, for the services whose resources are read.
 * A pattern that leaves a service's resources open ("*", `arn:aws:s3:::*`) names none of them.
 */
import { parseArn } from "@/lib/domain/aws/arn";
import { parsePolicy } from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import { matchesGlob } from "@/lib/domain/snapshot/scope";

/** IAM prefix of the services whose resources are read. */
export type NamedService = "s3" | "kms" | "sqs" | "sns" | "secretsmanager" | "dynamodb" | "ecr" | "rds-db";

export interface NamedResource {
  readonly service: NamedService;
  /** "*" or a pattern where the policy leaves it open; "" for S3. */
  readonly region: string;
  readonly accountId: string;
  /**
   * Wildcards as in the policy; a policy variable is "*". Bucket, key id or "alias/…", queue, topic, secret with its
   * suffix, table, repository, or resource id of a database.
   */
  readonly name: string;
  /** A table's stream is named, too. */
  readonly stream: boolean;
}

/** How a service's resource part begins, and what of it is the name. */
const SHAPES: Readonly<Record<NamedService, RegExp>> = {
  s3: /^([^/]+)(?:\/.*)?$/s,
  kms: /^(?:key\/(.+)|(alias\/.+))$/s,
  sqs: /^([^:/]+)$/,
  sns: /^([^:/]+)(?::.*)?$/s,
  secretsmanager: /^secret:(.+)$/s,
  dynamodb: /^table\/([^/]+)(?:\/.*)?$/s,
  ecr: /^repository\/(.+)$/s,
  "rds-db": /^dbuser:([^/]+)(?:\/.*)?$/s,
};

const ALIAS_KEYS: ReadonlySet<string> = new Set(["kms:resourcealiases", "kms:requestalias"]);

/** Linear in the text; nothing where it is no valid policy. */
export function namedResources(documentText: string): readonly NamedResource[] {
  const parsed = parsePolicy(documentText);
  if (!parsed.ok) return [];
  const found = new Map<string, NamedResource>();
  for (const statement of parsed.document.statements) {
    if (statement.effect !== "Allow") continue;
    for (const resource of [...fromResources(statement), ...fromAliases(statement)])
      found.set(Object.values(resource).join("|"), resource);
  }
  return [...found.values()];
}

/** Role ARN patterns that a policy lets its holder assume. */
export function assumableRoles(documentText: string): readonly string[] {
  const parsed = parsePolicy(documentText);
  if (!parsed.ok) return [];
  return parsed.document.statements
    .filter(
      (statement) =>
        statement.effect === "Allow" &&
        !statement.action.negated &&
        statement.resource?.negated === false &&
        statement.action.patterns.some((pattern) => matchesGlob(pattern.toLowerCase(), "sts:assumerole")),
    )
    .flatMap((statement) => statement.resource?.patterns ?? [])
    .map(withoutVariables);
}

function fromResources(statement: Statement): NamedResource[] {
  if (statement.resource?.negated !== false) return [];
  return statement.resource.patterns.flatMap((pattern) => {
    const arn = parseArn(withoutVariables(pattern));
    if (arn === null || !Object.hasOwn(SHAPES, arn.service)) return [];
    const service = arn.service as NamedService;
    const match = SHAPES[service].exec(arn.resource);
    const name = match?.[1] ?? match?.[2];
    if (name === undefined || !says(name)) return [];
    return [
      {
        service,
        region: arn.region,
        accountId: arn.accountId,
        name,
        stream: service === "dynamodb" && /^table\/[^/]+\/(stream|\*)/.test(arn.resource),
      },
    ];
  });
}

/** Keys are often named by their alias, in a condition. */
function fromAliases(statement: Statement): NamedResource[] {
  const usesKeys = statement.action.negated || statement.action.patterns.some((pattern) => /^(\*|kms:)/i.test(pattern));
  if (!usesKeys) return [];
  return statement.conditions
    .filter((clause) => ALIAS_KEYS.has(clause.key.toLowerCase()) && !/not/i.test(clause.operator))
    .flatMap((clause) => clause.values)
    .filter((value) => value.startsWith("alias/") && says(value.slice("alias/".length)))
    .map((value) => ({ service: "kms", region: "*", accountId: "*", name: withoutVariables(value), stream: false }));
}

function withoutVariables(pattern: string): string {
  return pattern.replace(/\$\{[^}]*\}/g, "*").replace(/\*{2,}/g, "*");
}

/** Something of the name is given, besides wildcards and separators. */
function says(name: string): boolean {
  return /[^*?/:.-]/.test(name.replace(/^alias\//, ""));
}

export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}
