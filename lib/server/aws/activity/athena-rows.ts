/** Rows of Athena's answers, as what the product knows: records for the parser, and the daily aggregate. */
import type { DayUsage, QueryRow } from "@/lib/server/usecases/activity/ports";
import { EVENT_COLUMNS, type EventColumn } from "./athena-sql";

const PLACE: ReadonlyMap<EventColumn, number> = new Map(EVENT_COLUMNS.map(([name], i) => [name, i]));

/**
 * The JSON text of a record with the columns that the table has; fields that it lacks (identityProvider, inScopeOf,
 * tlsDetails) are absent, and the provider of a web identity is read from its principal id.
 */
export function recordText(row: QueryRow): string {
  const get = (name: EventColumn): string | null => row[PLACE.get(name) ?? -1] ?? null;
  const type = get("identity_type");
  const principalId = get("principal_id");
  const issuer = get("role_arn");
  const provider = get("federated_provider");
  const created = get("session_created");
  const webProvider =
    type === "WebIdentityUser"
      ? (/^(arn:[^:]+:iam::\d*:oidc-provider\/[^:]+(?:\/[^:]+)*):/.exec(principalId ?? "")?.[1] ?? null)
      : null;
  const resourceArn = get("resource_arn");
  const category = get("event_category");
  return JSON.stringify(
    known({
      eventVersion: get("event_version"),
      userIdentity: known({
        type,
        principalId,
        arn: get("identity_arn"),
        accountId: get("identity_account"),
        accessKeyId: get("access_key_id"),
        invokedBy: get("invoked_by"),
        userName: get("user_name"),
        identityProvider: webProvider,
        sessionContext:
          issuer === null && created === null
            ? null
            : known({
                sessionIssuer: known({
                  type: get("issuer_type"),
                  principalId: get("issuer_id"),
                  arn: issuer,
                  accountId: get("issuer_account"),
                  userName: get("issuer_name"),
                }),
                webIdFederationData: provider === null ? null : { federatedProvider: provider, attributes: {} },
                attributes: created === null ? null : { creationDate: created },
              }),
      }),
      eventTime: get("event_time"),
      eventSource: get("event_source"),
      eventName: get("event_name"),
      awsRegion: get("aws_region"),
      sourceIPAddress: get("source_ip"),
      userAgent: get("user_agent"),
      errorCode: get("error_code"),
      errorMessage: get("error_message"),
      requestParameters: json(get("request_parameters")),
      responseElements: json(get("response_elements")),
      requestID: get("request_id"),
      eventID: get("event_id"),
      readOnly: get("read_only") === null ? null : get("read_only") === "true",
      resources:
        resourceArn === null
          ? null
          : [known({ accountId: get("resource_account"), type: get("resource_type"), ARN: resourceArn })],
      eventType: get("event_type"),
      managementEvent: category === null ? null : category === "Management",
      recipientAccountId: get("account_id"),
      sharedEventID: get("shared_event_id"),
      vpcEndpointId: get("vpc_endpoint_id"),
      eventCategory: category,
    }),
  );
}

/** null where a row is not what `usageSql` asks for. */
export function dayUsage(row: QueryRow): DayUsage | null {
  const [
    day,
    account,
    region,
    roleArn,
    accessKeyId,
    principalId,
    sessionCreated,
    provider,
    invokedBy,
    source,
    action,
    readOnly,
    category,
    errorCode,
    events,
    first,
    last,
  ] = row;
  const count = Number(events);
  if (!day || !account || !region || !source || !action || !first || !last || !Number.isSafeInteger(count)) return null;
  return {
    day,
    account,
    region,
    roleArn: roleArn ?? null,
    accessKeyId: accessKeyId ?? null,
    principalId: principalId ?? null,
    sessionCreated: sessionCreated ?? null,
    provider: provider ?? null,
    invokedBy: invokedBy ?? null,
    source,
    action,
    readOnly: readOnly === "true" ? true : readOnly === "false" ? false : null,
    category: category ?? null,
    errorCode: errorCode ?? null,
    events: count,
    first,
    last,
  };
}

function known(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** What is no JSON (cut off by the service, say) stays away. */
function json(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
