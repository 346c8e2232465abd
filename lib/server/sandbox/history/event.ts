/** One event of the history: the record as CloudTrail writes it, and what decides on where it is told. */

export type EventRecord = Readonly<Record<string, unknown>>;

export interface HistoryEvent {
  readonly id: string;
  /** Milliseconds since the epoch; whole seconds, as eventTime has them. */
  readonly time: number;
  /** The recipient account. */
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  /** null: a management event; else the resource type that a selector names ("AWS::S3::Object"), and the resource. */
  readonly data: { readonly type: string; readonly arn: string } | null;
  readonly record: EventRecord;
}

/** A session that calls are signed with. */
export interface SignedIn {
  readonly keyId: string;
  readonly roleArn: string;
  readonly roleId: string;
  readonly roleAccount: string;
  readonly sessionName: string;
  readonly createdAt: number;
  /** IRSA: the provider. */
  readonly provider?: string;
  /** EC2: the instance. */
  readonly instanceArn?: string;
}

export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** "Apr 16, 2024, 3:20:04 PM": how STS's records write the end of a session. */
export function stsExpiration(time: number): string {
  const date = new Date(time);
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = date.getUTCHours();
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${hours % 12 === 0 ? 12 : hours % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? "AM" : "PM"}`;
}

export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

export function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

export function assumedRoleArn(roleArn: string, sessionName: string): string {
  return `arn:${roleArn.split(":")[1]}:sts::${accountOf(roleArn)}:assumed-role/${roleName(roleArn)}/${sessionName}`;
}

/** userIdentity of a call that a role session signed. */
export function sessionIdentity(session: SignedIn): Record<string, unknown> {
  const { keyId, roleArn, roleId, roleAccount, sessionName, createdAt, provider, instanceArn } = session;
  return {
    type: "AssumedRole",
    principalId: `${roleId}:${sessionName}`,
    arn: assumedRoleArn(roleArn, sessionName),
    accountId: roleAccount,
    accessKeyId: keyId,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: roleId,
        arn: roleArn,
        accountId: roleAccount,
        userName: roleName(roleArn),
      },
      ...(provider === undefined ? {} : { webIdFederationData: { federatedProvider: provider, attributes: {} } }),
      attributes: { creationDate: isoSeconds(createdAt), mfaAuthenticated: "false" },
      ...(instanceArn === undefined ? {} : { ec2RoleDelivery: "2.0" }),
    },
    ...(instanceArn === undefined
      ? {}
      : { inScopeOf: { issuerType: "AWS::EC2::Instance", credentialsIssuedTo: instanceArn } }),
  };
}

export interface EventParts {
  readonly id: string;
  readonly requestId: string;
  readonly time: number;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly identity: Record<string, unknown>;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly parameters: Record<string, unknown> | null;
  readonly response: Record<string, unknown> | null;
  readonly error?: { readonly code: string; readonly message: string };
  readonly resources?: readonly { readonly accountId?: string; readonly type: string; readonly ARN: string }[];
  readonly data?: HistoryEvent["data"];
  readonly sharedId?: string;
  readonly vpcEndpointId?: string;
  readonly additional?: Record<string, unknown>;
  /** False: a call that a service made, which has no TLS details. */
  readonly tls?: boolean;
}

/** Members in the order in which CloudTrail writes them. */
export function makeEvent(parts: EventParts): HistoryEvent {
  const { error, sharedId, vpcEndpointId, additional, data = null } = parts;
  const record: EventRecord = {
    eventVersion: "1.11",
    userIdentity: parts.identity,
    eventTime: isoSeconds(parts.time),
    eventSource: parts.source,
    eventName: parts.name,
    awsRegion: parts.region,
    sourceIPAddress: parts.sourceIp,
    userAgent: parts.userAgent,
    ...(error === undefined ? {} : { errorCode: error.code, errorMessage: error.message }),
    requestParameters: parts.parameters,
    responseElements: parts.response,
    ...(additional === undefined ? {} : { additionalEventData: additional }),
    requestID: parts.requestId,
    eventID: parts.id,
    readOnly: parts.readOnly,
    ...(parts.resources === undefined ? {} : { resources: parts.resources }),
    eventType: "AwsApiCall",
    managementEvent: data === null,
    recipientAccountId: parts.account,
    ...(sharedId === undefined ? {} : { sharedEventID: sharedId }),
    ...(vpcEndpointId === undefined ? {} : { vpcEndpointId }),
    eventCategory: data === null ? "Management" : "Data",
    ...(parts.tls === false
      ? {}
      : {
          tlsDetails: {
            tlsVersion: "TLSv1.3",
            cipherSuite: "TLS_AES_128_GCM_SHA256",
            clientProvidedHostHeader: `${parts.source.split(".")[0]}.${parts.region}.amazonaws.com`,
          },
        }),
  };
  const { id, account, region, source, name, readOnly } = parts;
  return { id, time: Math.floor(parts.time / 1000) * 1000, account, region, source, name, readOnly, data, record };
}
