/** AWS JSON 1.1: Organizations and CloudTrail. The operation is in x-amz-target, the error's name in the body. */
import { jsonParameters, parseJsonObject } from "./parameters";
import type { HttpRequest, Protocol, RoutedRequest } from "./service";

const JSON_TYPE = "application/x-amz-json-1.1";

export const json11: Protocol = {
  requestIdHeader: "x-amzn-requestid",
  success: (_operation, result) => ({ status: 200, headers: { "content-type": JSON_TYPE }, body: result }),
  failure: (error, _requestId, form) => ({
    status: error.status,
    headers: { "content-type": JSON_TYPE },
    // Both the bare and the namespaced form are on the wire, depending on the service; so are both spellings of message.
    body: JSON.stringify(
      form === "header"
        ? { __type: error.code, Message: error.message, ...error.members }
        : { __type: `com.amazonaws#${error.code}`, message: error.message, ...error.members },
    ),
  }),
  malformed: () => ({ status: 200, headers: { "content-type": JSON_TYPE }, body: '{"Accounts":[{"Id":"1111' }),
};

/** `x-amz-target: PREFIX.Operation`; null for another service's target, or a body that is no JSON object. */
export function routeTarget(request: HttpRequest, prefix: string): RoutedRequest | null {
  const target = request.header("x-amz-target");
  const body = parseJsonObject(request.body);
  if (!target.startsWith(`${prefix}.`) || body === null) return null;
  return { operation: target.slice(prefix.length + 1), parameters: jsonParameters(body) };
}
