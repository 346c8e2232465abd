/** What the state of a resource takes from permissions on it, whatever the policies say. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { DatabaseFacts, KeyFacts, ResourceFacts } from "@/lib/domain/snapshot/resource-facts";

/** nothing: the permission is of no use. condition: it is of use once `text` holds. */
export interface StateLimit {
  readonly effect: "nothing" | "condition";
  /** A condition ("the key is enabled again …") or, where it gives nothing, the reason. */
  readonly text: string;
}

export type LimitOf = (action: string) => StateLimit | null;

const NO_LIMIT: LimitOf = () => null;

/** Calls of KMS that need a key in working order. Source: KMS Developer Guide, "Key states of AWS KMS keys". */
const USES_OF_KEYS =
  /^kms:(createGrant|decrypt|deriveSharedSecret|encrypt|generateDataKey\w*|generateMac|getPublicKey|reEncrypt\w*|sign|verify\w*)$/i;

export function stateLimit(estate: Estate, text: string, facts: ResourceFacts | null): LimitOf {
  if (facts?.kind === "key") {
    const limit = ofKey(facts);
    return limit ? (action) => (USES_OF_KEYS.test(action) ? limit : null) : NO_LIMIT;
  }
  const arn = parseArn(text);
  if (arn?.service !== "rds-db") return NO_LIMIT;
  const id = databaseId(arn.resource);
  const limit = id === null || /[*?]/.test(id) ? ofSome() : ofDatabase(id, estate.databaseByResourceId.get(id));
  return limit ? (action) => (action.toLowerCase() === "rds-db:connect" ? limit : null) : NO_LIMIT;
}

/** Of several actions (by id): "nothing" only where the state takes them all. */
export function limitOn(
  { limit }: { readonly limit: LimitOf },
  actions: Iterable<number>,
  nameOf: (id: number) => string,
): StateLimit | null {
  if (limit === NO_LIMIT) return null;
  let found: StateLimit | null = null;
  let free = false;
  for (const id of actions) {
    const one = limit(nameOf(id));
    if (one) found ??= one;
    else free = true;
  }
  return found && free ? { ...found, effect: "condition" } : found;
}

/** "db-…" or "cluster-…" of `dbuser:db-…/user`; null where the text leaves that open. */
export function databaseId(resource: string): string | null {
  return /^dbuser[:/]([^/]+)/.exec(resource)?.[1] ?? null;
}

/** "the RDS cluster orders (cluster-ABC)". */
export function databaseName({ type, name, resourceId }: DatabaseFacts): string {
  return `the RDS ${type === "cluster" ? "cluster" : "database"} ${name} (${resourceId})`;
}

function ofKey({ exists, state }: KeyFacts): StateLimit | null {
  if (!exists) return { effect: "condition", text: "there is such a key: KMS says that there is none" };
  if (state === null || state === "Enabled") return null;
  const text = STATES.get(state) ?? `the key comes out of its state ${state}`;
  return { effect: "condition", text: `${text}: until then it cannot be used` };
}

const STATES: ReadonlyMap<string, string> = new Map([
  ["Disabled", "the key, which is disabled, is enabled again"],
  ["PendingDeletion", "the deletion of the key, which is pending, is cancelled and the key is enabled again"],
  ["PendingReplicaDeletion", "the deletion of the key, which is pending, is cancelled"],
  ["PendingImport", "material is imported into the key, which has none"],
  ["Unavailable", "the key's custom key store, which is disconnected, is connected again"],
]);

function ofDatabase(id: string, database: DatabaseFacts | undefined): StateLimit | null {
  if (!database)
    return { effect: "condition", text: `the database behind ${id}, which was not read, accepts IAM authentication` };
  const name = databaseName(database);
  if (!database.exists) return { effect: "condition", text: `there is a database ${id}: RDS says that there is none` };
  if (database.iamAuthentication === true) return null;
  if (database.iamAuthentication === null)
    return { effect: "condition", text: `IAM authentication, of which nothing was read, is on for ${name}` };
  return { effect: "nothing", text: `IAM authentication is off for ${name}.` };
}

function ofSome(): StateLimit {
  return { effect: "condition", text: "IAM authentication is on for the database" };
}
