/** EKS: REST-JSON, one cluster's things below /clusters/NAME. */
import { jsonErrors } from "../../protocol/common-errors";
import { restJson } from "../../protocol/rest-json";
import type { Service } from "../../protocol/service";
import { accessOperations } from "./access-entries";
import { addonOperations } from "./addons";
import { associationOperations } from "./associations";
import { capabilityOperations } from "./capabilities";
import { clusterOperations } from "./clusters";
import { computeOperations } from "./compute";
import { routeEks } from "./routes";
import { clusterResource } from "./shared";

export const eksService: Service = {
  name: "eks",
  global: false,
  protocol: restJson,
  errors: jsonErrors({ clientStatus: 403, throttling: "TooManyRequestsException", throttlingStatus: 429 }),
  route: routeEks,
  unservedResource: (call) => (call.parameters.text("clusterName") === null ? "*" : clusterResource(call)),
  operations: {
    ...clusterOperations,
    ...associationOperations,
    ...addonOperations,
    ...computeOperations,
    ...accessOperations,
    ...capabilityOperations,
  },
};
