import type { Analysis } from "./decision";
import type { AccessRequest, PolicyLayers } from "./request";

/**
 * What can be said of a request of which part is unknown: facts (conditions that remain) or whole layers (named).
 * An unknown Deny never removes a grant from `may`; an unknown Allow never adds it to `must`.
 */
export function analyse(request: AccessRequest, layers: PolicyLayers): Analysis {
  throw new Error(`not built yet: ${request.action} ${layers.identity}`);
}
