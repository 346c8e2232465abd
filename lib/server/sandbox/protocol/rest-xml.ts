/** REST-XML: S3. A result is the whole body; the error's name is in the body. */
import { ServiceError } from "./error";
import type { CommonErrors, Protocol } from "./service";
import { element } from "./xml";

const XML = "application/xml";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export const restXml: Protocol = {
  requestIdHeader: "x-amz-request-id",
  success: (_operation, result) => ({
    status: 200,
    headers: { "content-type": result.startsWith("<") ? XML : "application/json" },
    body: result.startsWith("<") ? DECLARATION + result : result,
  }),
  failure: (error, requestId) => ({
    status: error.status,
    headers: { "content-type": XML },
    body:
      `${DECLARATION}<Error>${element("Code", error.code)}${element("Message", error.message)}` +
      `${Object.entries(error.members)
        .map(([name, value]) => element(name, value))
        .join("")}${element("RequestId", requestId)}</Error>`,
  }),
  malformed: () => ({
    status: 200,
    headers: { "content-type": XML },
    body: `${DECLARATION}<ListAllMyBucketsResult><Buckets><Bucket><Na`,
  }),
};

/** Source: Amazon S3 API Reference, "Error responses". */
export const s3Errors: CommonErrors = {
  missingToken: () => new ServiceError("AccessDenied", 403, "Access Denied"),
  unknownKey: () =>
    new ServiceError("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."),
  expired: () => new ServiceError("ExpiredToken", 400, "The provided token has expired."),
  throttled: () => new ServiceError("SlowDown", 503, "Please reduce your request rate."),
  failed: () => new ServiceError("InternalError", 500, "We encountered an internal error. Please try again."),
  unknownOperation: () =>
    new ServiceError("NotImplemented", 501, "A header you provided implies functionality that is not implemented"),
  denied: ({ callerArn, action, resource, explicit }) =>
    new ServiceError(
      "AccessDenied",
      403,
      `User: ${callerArn} is not authorized to perform: ${action} on resource: "${resource}" ${
        explicit
          ? "with an explicit deny in an identity-based policy"
          : `because no identity-based policy allows the ${action} action`
      }`,
    ),
};
