/**
 * SQL for the trail's table, in Athena's dialect (Trino). Podlens runs SELECT only; what would be a view is a common table
 * expression. Every statement names accounts, regions and days, so that no more than those partitions are scanned.
 * The day of a partition is that of delivery: events of a day's last minutes lie in the next, so one day more is scanned
 * and the event's own time decides. About a fifth of all records are delivered twice: every statement counts or takes an
 * event once. Times stay text (ISO 8601 UTC): it orders and compares as it is, in every engine alike.
 */
import { changeEvents } from "@/lib/domain/activity/change";
import type { EventPageRequest, QueryScope } from "@/lib/server/usecases/activity/ports";

export interface TrailTable {
  readonly database: string;
  readonly table: string;
  /** Names of the partition columns; null: the table has none for it, and the record's own field is asked instead. */
  readonly partitions: { readonly account: string | null; readonly region: string | null; readonly day: string | null };
}

const DAY_MS = 86_400_000;

/** Columns of the expression "trail_event", in the order in which `recordOf` reads them. */
export const EVENT_COLUMNS = [
  ["event_id", "eventid"],
  ["account_id", "recipientaccountid"],
  ["event_time", "eventtime"],
  ["event_source", "eventsource"],
  ["event_name", "eventname"],
  ["aws_region", "awsregion"],
  ["source_ip", "sourceipaddress"],
  ["user_agent", "useragent"],
  ["error_code", "errorcode"],
  ["error_message", "errormessage"],
  ["request_parameters", "requestparameters"],
  ["response_elements", "responseelements"],
  ["request_id", "requestid"],
  ["read_only", "readonly"],
  ["event_type", "eventtype"],
  ["event_category", "eventcategory"],
  ["shared_event_id", "sharedeventid"],
  ["vpc_endpoint_id", "vpcendpointid"],
  ["event_version", "eventversion"],
  ["identity_type", "useridentity.type"],
  ["principal_id", "useridentity.principalid"],
  ["identity_arn", "useridentity.arn"],
  ["identity_account", "useridentity.accountid"],
  ["access_key_id", "useridentity.accesskeyid"],
  ["invoked_by", "useridentity.invokedby"],
  ["user_name", "useridentity.username"],
  ["issuer_type", "useridentity.sessioncontext.sessionissuer.type"],
  ["issuer_id", "useridentity.sessioncontext.sessionissuer.principalid"],
  // A record without its issuer names the role in the session's ARN, without the path.
  [
    "role_arn",
    `coalesce(useridentity.sessioncontext.sessionissuer.arn, CASE WHEN useridentity.arn LIKE 'arn:%:sts::%:assumed-role/%/%'
      THEN 'arn:' || split_part(useridentity.arn, ':', 2) || ':iam::' || split_part(useridentity.arn, ':', 5) || ':role/' || split_part(useridentity.arn, '/', 2) END)`,
  ],
  ["issuer_account", "useridentity.sessioncontext.sessionissuer.accountid"],
  ["issuer_name", "useridentity.sessioncontext.sessionissuer.username"],
  ["session_created", "useridentity.sessioncontext.attributes.creationdate"],
  ["federated_provider", "useridentity.sessioncontext.webidfederationdata.federatedprovider"],
  ["resource_arn", "element_at(resources, 1).arn"],
  ["resource_account", "element_at(resources, 1).accountid"],
  ["resource_type", "element_at(resources, 1).type"],
] as const;

export type EventColumn = (typeof EVENT_COLUMNS)[number][0];

/** Calls of role sessions by day, session, action and outcome. Column order as `DayUsage`. */
export function usageSql(table: TrailTable, scope: QueryScope): string {
  const columns: readonly EventColumn[] = [
    "event_id",
    "account_id",
    "aws_region",
    "event_time",
    "role_arn",
    "access_key_id",
    "principal_id",
    "session_created",
    "federated_provider",
    "invoked_by",
    "event_source",
    "event_name",
    "read_only",
    "event_category",
    "error_code",
  ];
  const ordinals = Array.from({ length: 14 }, (_, i) => i + 1).join(", ");
  return `${withEvents(table, scope, columns, ["useridentity.type = 'AssumedRole'"])}
SELECT substr(event_time, 1, 10) AS day, account_id, aws_region, role_arn, access_key_id, principal_id, session_created,
  federated_provider, invoked_by, event_source, event_name, read_only, event_category, error_code,
  count(DISTINCT event_id) AS events, min(event_time) AS first_time, max(event_time) AS last_time
FROM trail_event
GROUP BY ${ordinals}
ORDER BY ${ordinals}`;
}

/** Assume events, and the changes that are kept: each once, whole. Column order as EVENT_COLUMNS. */
export function assumptionsSql(table: TrailTable, scope: QueryScope): string {
  const names = new Map<string, string[]>([
    ["sts.amazonaws.com", ["AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "AssumeRoot"]],
    ["eks-auth.amazonaws.com", ["AssumeRoleForPodIdentity"]],
  ]);
  for (const { source, name } of changeEvents) names.set(source, [...(names.get(source) ?? []), name]);
  const wanted = `(${[...names].map(([source, list]) => `(eventsource = ${literal(source)} AND ${isIn("eventname", list)})`).join("\n    OR ")})`;
  return `${withEvents(table, scope, allColumns(), [wanted])}
${oneEach()}
ORDER BY event_time, event_id`;
}

/** One page of raw events, newest first; the next one begins before the last event of this. */
export function eventsSql(table: TrailTable, request: EventPageRequest): string {
  const { roleArns, accessKeyId, action, deniedOnly, before } = request;
  const conditions = [
    ...(roleArns === undefined ? [] : [isIn("useridentity.sessioncontext.sessionissuer.arn", roleArns)]),
    ...(accessKeyId === undefined ? [] : [`useridentity.accesskeyid = ${literal(accessKeyId)}`]),
    ...(action === undefined ? [] : [`eventname = ${literal(action)}`]),
    ...(deniedOnly === true ? ["errorcode IS NOT NULL"] : []),
    ...(before === undefined
      ? []
      : [
          `(eventtime < ${literal(before.time)} OR (eventtime = ${literal(before.time)} AND eventid < ${literal(before.eventId)}))`,
        ]),
  ];
  return `${withEvents(table, request, allColumns(), conditions)}
${oneEach()}
ORDER BY event_time DESC, event_id DESC
LIMIT ${Math.max(1, Math.min(1000, Math.floor(request.limit)))}`;
}

/** For somebody who has no table yet: text to run in Athena. Enumerated partitions, since injected ones want a value in every query. */
export function tableDdl(
  table: TrailTable,
  place: { readonly location: string; readonly accounts: readonly string[]; readonly regions: readonly string[] },
): string {
  const { account, region, day } = table.partitions;
  const names = [account ?? "account", region ?? "region", day ?? "day"] as const;
  const list = (values: readonly string[]) => values.map((value) => value.replace(/[^A-Za-z0-9-]/g, "")).join(",");
  const location = place.location.replace(/['\\]/g, "").replace(/\/?$/, "/");
  const quoted = (name: string) => `\`${name.replaceAll("`", "")}\``;
  return `CREATE EXTERNAL TABLE ${quoted(table.database)}.${quoted(table.table)} (
  eventversion string, eventtime string, eventsource string, eventname string, awsregion string,
  sourceipaddress string, useragent string, errorcode string, errormessage string,
  useridentity struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,
    sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,
      sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,
      ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>,
  requestparameters string, responseelements string, additionaleventdata string, requestid string, eventid string,
  readonly string, resources array<struct<arn:string,accountid:string,type:string>>, eventtype string, apiversion string,
  recipientaccountid string, serviceeventdetails string, sharedeventid string, vpcendpointid string, eventcategory string)
PARTITIONED BY (${names.map((name) => `${quoted(name)} string`).join(", ")})
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION '${location}'
TBLPROPERTIES (
  'projection.enabled'='true',
  'projection.${names[0]}.type'='enum', 'projection.${names[0]}.values'='${list(place.accounts)}',
  'projection.${names[1]}.type'='enum', 'projection.${names[1]}.values'='${list(place.regions)}',
  'projection.${names[2]}.type'='date', 'projection.${names[2]}.format'='yyyy/MM/dd', 'projection.${names[2]}.range'='2024/01/01,NOW',
  'projection.${names[2]}.interval'='1', 'projection.${names[2]}.interval.unit'='DAYS',
  'storage.location.template'='${location}\${${names[0]}}/CloudTrail/\${${names[1]}}/\${${names[2]}}')`;
}

function withEvents(
  table: TrailTable,
  scope: QueryScope,
  columns: readonly EventColumn[],
  conditions: readonly string[],
): string {
  const { account, region, day } = table.partitions;
  const { accounts, regions, from, to } = scope;
  const after = new Date(Date.parse(to) + DAY_MS).toISOString().slice(0, 10);
  const where = [
    ...(account === null ? [] : [isIn(identifier(account), accounts)]),
    ...(region === null ? [] : [isIn(identifier(region), regions)]),
    ...(day === null
      ? []
      : [
          `${identifier(day)} BETWEEN ${literal(from.replaceAll("-", "/"))} AND ${literal(after.replaceAll("-", "/"))}`,
        ]),
    `eventtime >= ${literal(`${from}T00:00:00Z`)}`,
    `eventtime < ${literal(`${after}T00:00:00Z`)}`,
    // A record may lie under another region's prefix than its own; its own decides.
    isIn("awsregion", regions),
    ...(account === null ? [isIn("recipientaccountid", accounts)] : []),
    "eventsource IS NOT NULL",
    "eventname IS NOT NULL",
    ...conditions,
  ];
  const selected = EVENT_COLUMNS.filter(([name]) => columns.includes(name)).map(([name, source]) => {
    // As of files: a record that names no account is of the one whose folder it lies in.
    const owned = name === "account_id" && account !== null;
    return `${owned ? `coalesce(${source}, ${identifier(account)})` : source} AS ${name}`;
  });
  return `WITH trail_event AS (
  SELECT ${selected.join(",\n    ")}
  FROM ${identifier(table.database)}.${identifier(table.table)}
  WHERE ${where.join("\n    AND ")}
)`;
}

function oneEach(): string {
  const names = allColumns().join(", ");
  return `SELECT ${names}
FROM (SELECT ${names}, row_number() OVER (PARTITION BY event_id, account_id ORDER BY event_time) AS copy FROM trail_event) AS numbered
WHERE copy = 1`;
}

function allColumns(): readonly EventColumn[] {
  return EVENT_COLUMNS.map(([name]) => name);
}

function isIn(column: string, values: readonly string[]): string {
  // An empty list would be no SQL: nothing is in it.
  return values.length === 0 ? "1 = 0" : `${column} IN (${[...new Set(values)].map(literal).join(", ")})`;
}

/** Quotes are the one thing that has a meaning inside a literal of Trino's. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
