/** CloudTrail: JSON 1.1. Event history of an account and region, and its trails. */
import type { LogStore } from "../../history/log-store";
import { jsonErrors } from "../../protocol/common-errors";
import { json11, routeTarget } from "../../protocol/json";
import type { Service } from "../../protocol/service";
import { lookupEvents } from "./lookup-events";
import { trailOperations } from "./trails";

/** null: an estate without history, where nothing was ever recorded. */
export function cloudtrailService(logs: LogStore | null): Service {
  return {
    name: "cloudtrail",
    global: false,
    protocol: json11,
    errors: jsonErrors({ clientStatus: 400, throttling: "ThrottlingException", throttlingStatus: 400 }),
    route: (request) =>
      routeTarget(request, "CloudTrail_20131101") ??
      routeTarget(request, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"),
    operations: { LookupEvents: { run: (call) => lookupEvents(call, logs) }, ...trailOperations(logs) },
  };
}
