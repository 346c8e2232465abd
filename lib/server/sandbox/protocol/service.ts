/** What a service of the endpoint is made of. A new service is a folder with one of these, and a line in services/index. */
import type { Call, Parameters } from "./call";
import type { ServiceError } from "./error";

export interface HttpRequest {
  readonly method: string;
  /** Path without query string, still percent-encoded. */
  readonly path: string;
  readonly query: string;
  /** Value of a header, "" where it is missing. */
  header(name: string): string;
  readonly body: string;
}

export interface RoutedRequest {
  readonly operation: string;
  readonly parameters: Parameters;
}

export interface Operation {
  /** IAM action without its service prefix, where it is not the operation's name. */
  readonly action?: string;
  /** True: allowed to everybody who has keys (sts:GetCallerIdentity). */
  readonly open?: boolean;
  /** ARN that the permission is checked on; "*" where the action has no resource type. */
  readonly resource?: (call: Call) => string;
  /** The result, serialised for the service's protocol and without its envelope. */
  readonly run: (call: Call) => string;
  /** Instead of `run`, where the answer is more than a body: bytes, headers, another status. */
  readonly render?: (call: Call) => Rendered;
}

/** How a service words the errors that all services have. Source: the services' "Common Errors" pages. */
export interface CommonErrors {
  missingToken(): ServiceError;
  unknownKey(): ServiceError;
  expired(): ServiceError;
  throttled(): ServiceError;
  failed(): ServiceError;
  unknownOperation(operation: string): ServiceError;
  denied(denial: Denial): ServiceError;
}

export interface Denial {
  readonly callerArn: string;
  readonly action: string;
  readonly resource: string;
  /** A statement denied it, as against nothing allowing it. */
  readonly explicit: boolean;
}

export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Where the error's name stands: REST-JSON services send a header, some also or only a member of the body. */
export type ErrorForm = "header" | "body";

export interface Protocol {
  readonly requestIdHeader: string;
  success(operation: string, result: string, requestId: string): Rendered;
  failure(error: ServiceError, requestId: string, form: ErrorForm): Rendered;
  /** A 200 whose body is cut off in the middle. */
  malformed(): Rendered;
}

export interface Service {
  /** The name in the SigV4 scope, which is also the prefix of its IAM actions. */
  readonly name: string;
  readonly protocol: Protocol;
  /** Global services ignore the signing region. */
  readonly global: boolean;
  readonly errors: CommonErrors;
  readonly operations: Readonly<Record<string, Operation>>;
  /** ARN that operations which are not served (writes) are denied on. Absent: "*". */
  readonly unservedResource?: (call: Call) => string;
  /** null: nothing of this service answers there. */
  route(request: HttpRequest): RoutedRequest | null;
}
