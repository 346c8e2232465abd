/** What the services of named resources have in common: where a region keeps its things, and pages as JSON services make them. */
import type { RegionResources } from "../estate/resource-model";
import type { Call } from "../protocol/call";
import { jsonErrors } from "../protocol/common-errors";
import type { ServiceError } from "../protocol/error";
import { page } from "../protocol/paging";

const NOTHING: RegionResources = {
  keys: new Map(),
  queues: new Map(),
  topics: new Map(),
  secrets: new Map(),
  tables: new Map(),
  repositories: new Map(),
  databases: new Map(),
};

export function inRegion(call: Call): RegionResources {
  return call.account.resources.regions.get(call.region) ?? NOTHING;
}

export function regionalArn(call: Call, service: string, resource: string): string {
  return `arn:${call.estate.partition}:${service}:${call.region}:${call.account.id}:${resource}`;
}

/** The last part of an ARN behind `separator`, or the text itself where it is a bare name. */
export function nameIn(text: string | null, separator: string): string {
  const value = text ?? "";
  return value.slice(value.lastIndexOf(separator) + 1);
}

/** Errors of the JSON 1.x services with their usual names. */
export const JSON_ERRORS = jsonErrors({
  clientStatus: 400,
  throttling: "ThrottlingException",
  throttlingStatus: 400,
});

export interface Listing {
  /** Parameter that holds the token, and the member that returns it. */
  readonly token: string;
  readonly size: number;
  readonly selection?: string;
  readonly invalidToken: () => ServiceError;
}

export function listing<T>(call: Call, all: readonly T[], options: Listing) {
  return page(all, {
    operation: call.operation,
    listing: `${call.operation}|${call.account.id}|${call.region}|${options.selection ?? ""}`,
    token: call.parameters.text(options.token),
    size: options.size,
    behaviour: call.pages,
    invalidToken: options.invalidToken,
  });
}
