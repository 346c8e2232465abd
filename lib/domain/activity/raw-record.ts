/**
 * The members of a record that are looked at. They are read by name, not by key: of all that a scan does for each of
 * millions of records this is what engines do best. None of the names is one that every object inherits.
 */
export interface RawRecord {
  readonly eventVersion?: unknown;
  readonly userIdentity?: unknown;
  readonly eventTime?: unknown;
  readonly eventSource?: unknown;
  readonly eventName?: unknown;
  readonly awsRegion?: unknown;
  readonly sourceIPAddress?: unknown;
  readonly userAgent?: unknown;
  readonly errorCode?: unknown;
  readonly eventID?: unknown;
  readonly readOnly?: unknown;
  readonly resources?: unknown;
  readonly eventType?: unknown;
  readonly eventCategory?: unknown;
  readonly recipientAccountId?: unknown;
  readonly vpcEndpointId?: unknown;
  readonly digestS3Bucket?: unknown;
}

export interface RawIdentity {
  readonly type?: unknown;
  readonly principalId?: unknown;
  readonly arn?: unknown;
  readonly accountId?: unknown;
  readonly accessKeyId?: unknown;
  readonly invokedBy?: unknown;
  readonly sessionContext?: unknown;
}

export interface RawSessionContext {
  readonly sessionIssuer?: unknown;
  readonly attributes?: unknown;
  readonly webIdFederationData?: unknown;
}

export interface RawIssuer {
  readonly principalId?: unknown;
  readonly arn?: unknown;
}

const EMPTY = Object.freeze({});

/** The value as an object of which anything may be absent. */
export function raw<T extends object>(value: unknown): T {
  return (typeof value === "object" && value !== null ? value : EMPTY) as T;
}
