/**
 * Actions by what they mean for a finding. Access levels are those of the Service Authorization Reference; which reads
 * are of data, and which services only take measurements, the reference does not say.
 */
import { ActionSet } from "@/lib/domain/policy/sets";
import type { ActionMatcher } from "@/lib/domain/policy/sets/action-pattern";
import type { ActionTable } from "@/lib/domain/policy/table";

export interface DataKind {
  /** "S3 objects", as a sentence names it. */
  readonly name: string;
  readonly actions: ActionSet;
}

export interface ActionClasses {
  /** Write and Permissions management, without services that only take measurements. */
  readonly changes: ActionSet;
  /** Reads of what people keep in AWS, by kind. */
  readonly data: readonly DataKind[];
  readonly allData: ActionSet;
  readonly secrets: ActionSet;
  /** What a role has to have for it to count as more than another: changes and reads of data. */
  readonly significant: ActionSet;
  /** Who has these on everything decides what everybody in the account may do. */
  readonly identityPower: ActionSet;
}

/** Kinds of data and the calls that hand them out. */
const DATA: readonly (readonly [string, readonly string[]])[] = [
  ["S3 objects", ["s3:GetObject", "s3:GetObjectVersion", "s3express:CreateSession", "s3-object-lambda:GetObject"]],
  [
    "DynamoDB items",
    [
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:PartiQLSelect",
      "dynamodb:GetRecords",
      "dynamodb:ExportTableToPointInTime",
    ],
  ],
  ["secrets", ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"]],
  ["parameters", ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory"]],
  ["keys to decrypt with", ["kms:Decrypt", "kms:ReEncryptFrom"]],
  ["queued messages", ["sqs:ReceiveMessage"]],
  ["streams", ["kinesis:GetRecords", "kinesis:SubscribeToShard", "kafka-cluster:ReadData"]],
  [
    "databases",
    [
      "rds-db:connect",
      "rds-data:ExecuteStatement",
      "rds-data:BatchExecuteStatement",
      "redshift:GetClusterCredentials",
      "redshift:GetClusterCredentialsWithIAM",
      "redshift-serverless:GetCredentials",
      "redshift-data:ExecuteStatement",
      "redshift-data:GetStatementResult",
      "dsql:DbConnectAdmin",
      "dsql:DbConnect",
      "cassandra:Select",
      "neptune-db:ReadDataViaQuery",
      "timestream:Select",
    ],
  ],
  ["query results", ["athena:GetQueryResults", "lakeformation:GetDataAccess"]],
  ["disk snapshots", ["ebs:GetSnapshotBlock"]],
  ["source code", ["codecommit:GitPull"]],
  ["search indexes", ["es:ESHttpGet", "es:ESHttpPost", "aoss:APIAccessAll"]],
];

const SECRETS = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:BatchGetSecretValue",
  "ssm:GetParameter*",
  "kms:Decrypt",
];
const IDENTITY_POWER = [
  "iam:PutRolePolicy",
  "iam:AttachRolePolicy",
  "iam:CreatePolicyVersion",
  "iam:CreateRole",
  "iam:UpdateAssumeRolePolicy",
];

/** Services whose writes are measurements and log lines, or the chatter of an agent with its service. */
const MEASURING = [
  "logs",
  "cloudwatch",
  "xray",
  "ssmmessages",
  "ec2messages",
  "rum",
  "application-signals",
  "oam",
  "aps",
  "observabilityadmin",
  // What comes of roles that are assumed is followed; assuming changes nothing.
  "sts",
];
const MEASURING_ACTIONS = ["ssm:UpdateInstanceInformation", "ssm:PutInventory", "ssm:PutComplianceItems"];

const known = new WeakMap<ActionTable, ActionClasses>();

/** Worked out once for a table. */
export function actionClasses(table: ActionTable, matcher: ActionMatcher): ActionClasses {
  let classes = known.get(table);
  if (!classes) {
    classes = classify(table, matcher);
    known.set(table, classes);
  }
  return classes;
}

function classify(table: ActionTable, matcher: ActionMatcher): ActionClasses {
  const named = (names: readonly string[]) => ActionSet.unionOf(names.map((name) => matcher.match(name).actions));
  const data = DATA.map(([name, actions]) => ({ name, actions: named(actions) })).filter(
    ({ actions }) => !actions.isEmpty,
  );
  const measuring = ActionSet.unionOf([
    named(MEASURING_ACTIONS),
    ...MEASURING.flatMap((service) => {
      const range = table.serviceRange(service);
      return range ? [ActionSet.range(range.start, range.end)] : [];
    }),
  ]);
  const changes = runs(table, (id) => CHANGING.has(table.accessLevel(id))).subtract(measuring);
  const allData = ActionSet.unionOf(data.map(({ actions }) => actions));
  return {
    changes,
    data,
    allData,
    secrets: named(SECRETS),
    significant: changes.union(allData),
    identityPower: named(IDENTITY_POWER),
  };
}

const CHANGING: ReadonlySet<string> = new Set(["Write", "Permissions management"]);

function runs(table: ActionTable, counts: (id: number) => boolean): ActionSet {
  const ranges: ActionSet[] = [];
  let start = -1;
  for (let id = 0; id <= table.size; id++) {
    const is = id < table.size && counts(id);
    if (is && start < 0) start = id;
    if (!is && start >= 0) {
      ranges.push(ActionSet.range(start, id));
      start = -1;
    }
  }
  return ActionSet.unionOf(ranges);
}
