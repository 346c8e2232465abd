/**
 * Which class of CloudTrail event an action is recorded as, if at all. Data events are off unless a trail selects them.
 * Source: CloudTrail User Guide, "Logging data events".
 */

import { isNeverRecorded } from "./coverage";

export type RecordedAs = "management-read" | "management-write" | "data" | "never";

/** Actions that are calls on data. A service with "*" is all data. */
const dataActions: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    dynamodb: [
      "BatchGetItem",
      "BatchWriteItem",
      "ConditionCheckItem",
      "DeleteItem",
      "GetItem",
      "GetRecords",
      "GetShardIterator",
      "PartiQLDelete",
      "PartiQLInsert",
      "PartiQLSelect",
      "PartiQLUpdate",
      "PutItem",
      "Query",
      "Scan",
      "UpdateItem",
    ],
    lambda: ["InvokeFunction", "InvokeFunctionUrl", "InvokeAsync"],
    sqs: ["ChangeMessageVisibility", "DeleteMessage", "ReceiveMessage", "SendMessage"],
    sns: ["Publish"],
    kinesis: ["GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard"],
    "rds-data": ["*"],
    cassandra: ["*"],
    "cognito-sync": ["*"],
    sdb: ["*"],
    timestream: ["Select", "WriteRecords"],
    s3express: ["*"],
    "s3-object-lambda": ["*"],
    appsync: ["GraphQL"],
    qldb: ["SendCommand"],
    xray: ["PutTraceSegments", "PutTelemetryRecords"],
    "cloudfront-keyvaluestore": ["*"],
    ebs: ["*"],
    ssmmessages: ["*"],
    appconfig: ["GetLatestConfiguration", "StartConfigurationSession"],
    bedrock: [
      "InvokeAgent",
      "InvokeFlow",
      "InvokeInlineAgent",
      "InvokeModelWithBidirectionalStream",
      "Retrieve",
      "RetrieveAndGenerate",
    ],
    events: ["PutEvents"],
    firehose: ["PutRecord", "PutRecordBatch"],
    iot: ["Connect", "GetThingShadow", "Publish", "Receive", "Subscribe", "UpdateThingShadow", "DeleteThingShadow"],
    sagemaker: [
      "BatchGetRecord",
      "DeleteRecord",
      "GetRecord",
      "InvokeEndpoint",
      "InvokeEndpointAsync",
      "InvokeEndpointWithResponseStream",
      "PutRecord",
    ],
    ses: ["SendBulkEmail", "SendBulkTemplatedEmail", "SendEmail", "SendRawEmail", "SendTemplatedEmail"],
    verifiedpermissions: ["BatchIsAuthorized", "BatchIsAuthorizedWithToken", "IsAuthorized", "IsAuthorizedWithToken"],
    cloudwatch: ["GetMetricData", "GetMetricStatistics", "PutMetricData"],
  }).map(([service, names]) => [service, new Set(names.map((name) => name.toLowerCase()))] as const),
);

/** `level`: the action's access level; `onObject`: an action of s3 on objects. `action` as "s3:GetObject". */
export function recordedAs(action: string, level: string, onObject: boolean): RecordedAs {
  const colon = action.indexOf(":");
  const service = action.slice(0, colon).toLowerCase();
  const name = action.slice(colon + 1).toLowerCase();
  if (isNeverRecorded(action) !== null) return "never";
  if ((service === "s3" && onObject) || names(dataActions, service, name)) return "data";
  return level === "List" || level === "Read" ? "management-read" : "management-write";
}

function names(table: ReadonlyMap<string, ReadonlySet<string>>, service: string, name: string): boolean {
  const known = table.get(service);
  return known !== undefined && (known.has("*") || known.has(name));
}
