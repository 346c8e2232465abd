/** One request from bytes to answer: who asks, what for, may they, does anything go wrong on purpose, and the result. */
import { randomUUID } from "node:crypto";
import type { Authoriser } from "./authorise";
import type { CallLog } from "./calls";
import { fingerprint } from "./calls";
import type { Account, Estate } from "./estate/model";
import type { FaultRule, Faults } from "./faults";
import type { Identities, Identity } from "./identities";
import { parseAuthorization, type Signature } from "./protocol/authorization";
import type { Call } from "./protocol/call";
import { ServiceError } from "./protocol/error";
import type { PageBehaviour } from "./protocol/paging";
import type { ErrorForm, HttpRequest, Rendered, RoutedRequest, Service } from "./protocol/service";
import type { Rates } from "./rates";

export interface EndpointParts {
  readonly estate: Estate;
  readonly services: ReadonlyMap<string, Service>;
  readonly identities: Identities;
  readonly authorise: Authoriser;
  readonly faults: Faults;
  readonly rates: Rates;
  readonly calls: CallLog;
  readonly pages: PageBehaviour;
  readonly errorForm: ErrorForm;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What goes back: an answer, perhaps late, or a connection that is left hanging or cut. */
export type Outcome =
  | { readonly kind: "answer"; readonly rendered: Rendered; readonly delayMs: number }
  | { readonly kind: "hang" }
  | { readonly kind: "reset" };

interface Entry {
  service: string;
  operation: string;
  accountId: string;
  region: string;
  resource: string;
  status: number;
  error: string;
}

export function handle(request: HttpRequest, parts: EndpointParts): Outcome {
  const at = parts.now();
  const entry: Entry = { service: "", operation: "", accountId: "", region: "", resource: "", status: 0, error: "" };
  const outcome = decide(request, parts, entry, at);
  if (outcome.kind === "answer") entry.status = outcome.rendered.status;
  parts.calls.add({
    ...entry,
    at,
    fingerprint: fingerprint(request.method, request.path, request.query, request.body),
  });
  return outcome;
}

function decide(request: HttpRequest, parts: EndpointParts, entry: Entry, at: number): Outcome {
  const signature = parseAuthorization(request.header("authorization"));
  const service = serviceOf(request, signature, parts.services);
  if (service === null)
    return answer({ status: 404, headers: { "content-type": "text/plain" }, body: "no such service\n" });
  const requestId = randomUUID();
  const fail = (error: ServiceError): Outcome => {
    entry.error = error.code;
    return answer(withRequestId(service, service.protocol.failure(error, requestId, parts.errorForm), requestId));
  };
  entry.service = service.name;
  entry.region = signature?.region ?? "";
  const routed = service.route(request);
  if (routed === null) return fail(service.errors.unknownOperation(`${request.method} ${request.path}`));
  entry.operation = routed.operation;
  if (signature === null) return fail(service.errors.missingToken());
  const authentication = parts.identities.authenticate(
    signature.accessKeyId,
    request.header("x-amz-security-token"),
    Math.floor(at / 1000),
  );
  if (authentication.kind === "expired") return fail(service.errors.expired());
  if (authentication.kind === "unknown") return fail(service.errors.unknownKey());
  const account = parts.estate.accounts.get(authentication.identity.accountId);
  // A region that is not enabled does not know the account's keys.
  if (account === undefined || !regionServes(account, service, signature.region))
    return fail(service.errors.unknownKey());
  entry.accountId = account.id;
  try {
    return run(
      { request, parts, entry, at, service, routed, signature, account, requestId },
      authentication.identity,
      fail,
    );
  } catch (error) {
    if (error instanceof ServiceError) return fail(error);
    throw error;
  }
}

interface Context {
  readonly request: HttpRequest;
  readonly parts: EndpointParts;
  readonly entry: Entry;
  readonly at: number;
  readonly service: Service;
  readonly routed: RoutedRequest;
  readonly signature: Signature;
  readonly account: Account;
  readonly requestId: string;
}

function run(context: Context, identity: Identity, fail: (error: ServiceError) => Outcome): Outcome {
  const { parts, entry, at, service, routed, account } = context;
  const call: Call = {
    operation: routed.operation,
    parameters: routed.parameters,
    estate: parts.estate,
    identity,
    account,
    region: context.signature.region,
    now: Math.floor(at / 1000),
    pages: parts.pages,
  };
  const operation = Object.hasOwn(service.operations, routed.operation)
    ? service.operations[routed.operation]
    : undefined;
  const resource = (operation ?? { resource: service.unservedResource }).resource?.(call) ?? "*";
  entry.resource = resource;
  const target = {
    service: service.name,
    operation: routed.operation,
    account: account.id,
    region: call.region,
    resource,
  };
  const action = `${service.name}:${operation?.action ?? routed.operation}`;
  const denial = (explicit: boolean) => service.errors.denied({ callerArn: identity.arn, action, resource, explicit });
  const fault = parts.faults.next(target);
  const faulty = fault === null ? null : applyFault(fault, { context, identity, fail, denial });
  if (faulty !== null) return faulty;
  if (!parts.rates.take(service.name, routed.operation, account.id, call.region, at))
    return fail(service.errors.throttled());
  if (operation?.open !== true) {
    const decision = parts.authorise({ account, principal: identity.principal, action, resource });
    if (decision !== "allowed") return fail(denial(decision === "explicitly-denied"));
  }
  if (operation === undefined) return fail(service.errors.unknownOperation(routed.operation));
  const result =
    operation.render?.(call) ?? service.protocol.success(routed.operation, operation.run(call), context.requestId);
  return answer(
    withRequestId(service, result, context.requestId),
    fault?.kind === "slow" ? (fault.delayMs ?? 1000) : 0,
  );
}

interface FaultContext {
  readonly context: Context;
  readonly identity: Identity;
  readonly fail: (error: ServiceError) => Outcome;
  readonly denial: (explicit: boolean) => ServiceError;
}

/** null: go on as usual (a slow answer is an answer). */
function applyFault(fault: FaultRule, { context, identity, fail, denial }: FaultContext): Outcome | null {
  const { service, entry, parts } = context;
  const late = (outcome: Outcome): Outcome =>
    outcome.kind === "answer" && fault.delayMs !== undefined ? { ...outcome, delayMs: fault.delayMs } : outcome;
  switch (fault.kind) {
    case "slow":
      return null;
    case "throttle":
      return late(fail(service.errors.throttled()));
    case "deny":
      return late(fail(denial(false)));
    case "fail":
      return late(fail(service.errors.failed()));
    case "expire-credentials":
      if (identity.session !== null) parts.identities.expire(identity.accessKeyId);
      return late(fail(service.errors.expired()));
    case "not-found": {
      const text = `The resource ${entry.resource} does not exist.`;
      return late(fail(new ServiceError(NOT_FOUND[service.name] ?? "ResourceNotFoundException", 404, text)));
    }
    case "html":
      entry.error = "html";
      return late(answer({ status: 502, headers: { "content-type": "text/html" }, body: HTML }));
    case "malformed":
      entry.error = "malformed";
      return late(answer(withRequestId(service, service.protocol.malformed(), context.requestId)));
    case "hang":
    case "reset":
      entry.error = fault.kind;
      return { kind: fault.kind };
  }
}

const NOT_FOUND: Readonly<Record<string, string>> = { iam: "NoSuchEntity", s3: "NoSuchKey" };
const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

function answer(rendered: Rendered, delayMs = 0): Outcome {
  return { kind: "answer", rendered, delayMs };
}

function withRequestId(service: Service, rendered: Rendered, requestId: string): Rendered {
  return { ...rendered, headers: { ...rendered.headers, [service.protocol.requestIdHeader]: requestId } };
}

/** The service of the SigV4 scope; without a signature, the one whose requests look like this. */
function serviceOf(
  request: HttpRequest,
  signature: Signature | null,
  services: ReadonlyMap<string, Service>,
): Service | null {
  if (signature !== null) return services.get(signature.service) ?? null;
  for (const service of services.values()) if (service.route(request) !== null) return service;
  return null;
}

function regionServes(account: Account, service: Service, region: string): boolean {
  if (service.global) return true;
  return account.regions.get(region)?.startsWith("ENABLED") === true;
}
