/** Resources by the names that people have for them. Source: Service Authorization Reference, resource types. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { Estate } from "@/lib/domain/snapshot/estate";
import { databaseId, databaseName } from "./resource-state";

export interface KnownResource {
  /** "S3 bucket", "RDS database user"; stable. */
  readonly type: string;
  /** The plural, for counts. */
  readonly types: string;
  readonly name: string;
}

type Describe = (resource: string, service: string) => KnownResource | null;

const is = (type: string, name: string, types = `${type}s`): KnownResource => ({ type, types, name });
const after = (text: string, prefix: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : null);
const upTo = (text: string, separator: string) => {
  const at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
};

const BY_SERVICE: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  [
    "s3",
    (resource) =>
      resource.startsWith("accesspoint/")
        ? is("S3 access point", resource.slice(12))
        : is("S3 bucket", upTo(resource, "/")),
  ],
  ["s3express", (resource) => is("S3 directory bucket", upTo(resource.replace(/^bucket\//, ""), "/"))],
  [
    "dynamodb",
    (resource) => {
      const name = after(resource, "table/");
      return name === null ? null : is("DynamoDB table", upTo(name, "/"));
    },
  ],
  [
    "rds-db",
    (resource) => {
      const user = after(resource.replace(/^dbuser\//, "dbuser:"), "dbuser:");
      if (user === null) return null;
      const slash = user.indexOf("/");
      return is("RDS database user", slash < 0 ? user : `${user.slice(slash + 1)} at ${user.slice(0, slash)}`);
    },
  ],
  ["sqs", (resource) => is("SQS queue", resource)],
  ["sns", (resource) => is("SNS topic", upTo(resource, ":"))],
  [
    "secretsmanager",
    (resource) => {
      const name = after(resource, "secret:");
      // Six random characters stand behind the name that the owner gave.
      return name === null ? null : is("Secrets Manager secret", name.replace(/-(?:[A-Za-z0-9]{6}|\?{6}|\*)$/, ""));
    },
  ],
  [
    "kms",
    (resource) => {
      const key = after(resource, "key/") ?? (resource.startsWith("alias/") ? resource : null);
      return key === null ? null : is("KMS key", key);
    },
  ],
  [
    "ssm",
    (resource) => {
      const name = after(resource, "parameter");
      return name === null ? null : is("SSM parameter", name);
    },
  ],
  ["kafka", (resource) => kafka(resource)],
  ["kafka-cluster", (resource) => kafka(resource)],
  [
    "iam",
    (resource) => {
      const role = after(resource, "role/");
      return role === null ? null : is("IAM role", role.slice(role.lastIndexOf("/") + 1));
    },
  ],
  ["lambda", (resource) => named(resource, "function:", "Lambda function")],
  ["ecr", (resource) => named(resource, "repository/", "ECR repository", "ECR repositories")],
  ["kinesis", (resource) => named(resource, "stream/", "Kinesis stream")],
  ["logs", (resource) => named(resource, "log-group:", "CloudWatch log group")],
  ["rds", (resource) => named(resource, "db:", "RDS database") ?? named(resource, "cluster:", "RDS cluster")],
  ["eks", (resource) => named(resource, "cluster/", "EKS cluster")],
]);

function named(resource: string, prefix: string, type: string, types?: string): KnownResource | null {
  const name = after(resource, prefix);
  return name === null || name === "" ? null : is(type, name, types);
}

function kafka(resource: string): KnownResource | null {
  const [kind, cluster = "", , ...rest] = resource.split("/");
  if (kind === "cluster") return is("MSK cluster", cluster);
  if (kind === "topic") return is("Kafka topic", `${rest.join("/") || "*"} of ${cluster}`);
  if (kind === "group") return is("Kafka group", `${rest.join("/") || "*"} of ${cluster}`);
  return kind === "transactional-id" ? is("Kafka transactional id", `${rest.join("/") || "*"} of ${cluster}`) : null;
}

/** What a resource pattern of a policy stands for; null where it is none of the well-known kinds. With `estate`, a database is named as people know it. */
export function knownResource(pattern: string, estate?: Pick<Estate, "databaseByResourceId">): KnownResource | null {
  const arn = parseArn(pattern);
  if (arn === null || arn.resource === "" || arn.resource === "*") return null;
  const known = BY_SERVICE.get(arn.service)?.(arn.resource, arn.service) ?? null;
  if (known === null || !estate || arn.service !== "rds-db") return known;
  const database = estate.databaseByResourceId.get(databaseId(arn.resource) ?? "");
  return database ? { ...known, name: known.name.replace(/ at [^ ]+$/, () => ` at ${databaseName(database)}`) } : known;
}
