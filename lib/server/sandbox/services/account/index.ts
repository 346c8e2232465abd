/** Account Management: the regions of the caller's account. */
import type { Call } from "../../protocol/call";
import { jsonErrors } from "../../protocol/common-errors";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";
import { jsonParameters, parseJsonObject } from "../../protocol/parameters";
import { restJson } from "../../protocol/rest-json";
import type { Service } from "../../protocol/service";

const STATUSES = ["ENABLED", "ENABLED_BY_DEFAULT", "ENABLING", "DISABLED", "DISABLING"];

export const accountService: Service = {
  name: "account",
  global: true,
  protocol: restJson,
  errors: jsonErrors({ clientStatus: 403, throttling: "TooManyRequestsException", throttlingStatus: 429 }),
  route(request) {
    const body = parseJsonObject(request.body);
    if (request.method !== "POST" || request.path !== "/listRegions" || body === null) return null;
    return { operation: "ListRegions", parameters: jsonParameters(body) };
  },
  operations: { ListRegions: { resource: accountResource, run: listRegions } },
};

function accountResource(call: Call): string {
  return `arn:${call.estate.partition}:account::${call.account.id}:account`;
}

function listRegions(call: Call): string {
  const { parameters, account } = call;
  const size = parameters.integer("MaxResults") ?? 50;
  if (!(size >= 1 && size <= 50)) throw validation("maxResults must be between 1 and 50");
  const other = parameters.text("AccountId");
  if (other !== null && other !== account.id) throw validation("AccountId is for the management account only");
  const wanted = parameters.texts("RegionOptStatusContains");
  if (wanted.some((status) => !STATUSES.includes(status))) throw validation("unknown RegionOptStatus");
  const regions = [...account.regions].filter(([, status]) => wanted.length === 0 || wanted.includes(status));
  const { items, nextToken } = page(regions, {
    operation: call.operation,
    listing: `${account.id}|${wanted.join()}`,
    token: parameters.text("NextToken"),
    size,
    behaviour: call.pages,
    invalidToken: () => validation("invalid NextToken"),
  });
  const Regions = items.map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus }));
  return JSON.stringify(nextToken === null ? { Regions } : { Regions, NextToken: nextToken });
}

function validation(message: string): ServiceError {
  return new ServiceError("ValidationException", 400, message);
}
