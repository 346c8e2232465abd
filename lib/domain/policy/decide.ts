import type { Decision } from "./decision";
import type { AccessRequest, PolicyLayers } from "./request";

/**
 * What AWS would decide on a request. Definite where every content of what is unknown (layers, facts) gives the same
 * outcome, else "Unknown". Source: IAM User Guide, "Policy evaluation logic".
 */
export function decide(request: AccessRequest, layers: PolicyLayers): Decision {
  throw new Error(`not built yet: ${request.action} ${layers.identity}`);
}
