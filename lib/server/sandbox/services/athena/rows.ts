/** A log file's records as the rows of the usual CloudTrail table: CloudTrailInputFormat makes text of what is free-form. */
import { gunzipSync } from "node:zlib";

/** Columns of the table without its partitions, in DuckDB's types. Source: Athena User Guide, CloudTrail with partition projection. */
export const COLUMNS: Readonly<Record<string, string>> = {
  eventversion: "VARCHAR",
  useridentity:
    "STRUCT(type VARCHAR, principalid VARCHAR, arn VARCHAR, accountid VARCHAR, invokedby VARCHAR, accesskeyid VARCHAR, username VARCHAR, sessioncontext STRUCT(attributes STRUCT(mfaauthenticated VARCHAR, creationdate VARCHAR), sessionissuer STRUCT(type VARCHAR, principalid VARCHAR, arn VARCHAR, accountid VARCHAR, username VARCHAR), ec2roledelivery VARCHAR, webidfederationdata STRUCT(federatedprovider VARCHAR)))",
  eventtime: "VARCHAR",
  eventsource: "VARCHAR",
  eventname: "VARCHAR",
  awsregion: "VARCHAR",
  sourceipaddress: "VARCHAR",
  useragent: "VARCHAR",
  errorcode: "VARCHAR",
  errormessage: "VARCHAR",
  requestparameters: "VARCHAR",
  responseelements: "VARCHAR",
  additionaleventdata: "VARCHAR",
  requestid: "VARCHAR",
  eventid: "VARCHAR",
  readonly: "VARCHAR",
  resources: "STRUCT(arn VARCHAR, accountid VARCHAR, type VARCHAR)[]",
  eventtype: "VARCHAR",
  apiversion: "VARCHAR",
  recipientaccountid: "VARCHAR",
  serviceeventdetails: "VARCHAR",
  sharedeventid: "VARCHAR",
  vpcendpointid: "VARCHAR",
  eventcategory: "VARCHAR",
};

type Json = Readonly<Record<string, unknown>>;

/** Rows as JSON objects; nothing of a file that is no log. */
export function rowsOf(body: Uint8Array): Json[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(gunzipSync(body).toString("utf8"));
  } catch {
    return [];
  }
  const records = object(parsed).Records;
  return (Array.isArray(records) ? records : []).filter((one) => typeof one === "object" && one !== null).map(row);
}

function row(record: Json): Json {
  const lower = lowered(record);
  const identity = lowered(object(lower.useridentity));
  const context = lowered(object(identity.sessioncontext));
  const made: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(COLUMNS)) if (type === "VARCHAR") made[name] = text(lower[name]);
  const struct = (source: Json, ...names: string[]) => {
    const fields = lowered(source);
    return Object.fromEntries(names.map((name) => [name, text(fields[name])]));
  };
  const names = ["type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"];
  return {
    ...made,
    useridentity: {
      ...struct(identity, ...names),
      sessioncontext:
        identity.sessioncontext === undefined
          ? null
          : {
              attributes: struct(object(context.attributes), "mfaauthenticated", "creationdate"),
              sessionissuer: struct(
                object(context.sessionissuer),
                "type",
                "principalid",
                "arn",
                "accountid",
                "username",
              ),
              ec2roledelivery: text(context.ec2roledelivery),
              webidfederationdata: struct(object(context.webidfederationdata), "federatedprovider"),
            },
    },
    resources: Array.isArray(lower.resources)
      ? lower.resources.map((one) => struct(object(one), "arn", "accountid", "type"))
      : null,
  };
}

function lowered(value: Json): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
