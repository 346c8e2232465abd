/** The errors that every service has, in the wording of its family. */
import { ServiceError } from "./error";
import type { CommonErrors, Denial } from "./service";

const INVALID_TOKEN = "The security token included in the request is invalid.";
const EXPIRED_TOKEN = "The security token included in the request is expired";

function denialText(denial: Denial, withReason: boolean): string {
  const action = `User: ${denial.callerArn} is not authorized to perform: ${denial.action} on resource: ${denial.resource}`;
  if (denial.explicit) return `${action} with an explicit deny in an identity-based policy`;
  return withReason ? `${action} because no identity-based policy allows the ${denial.action} action` : action;
}

/** EKS, Account (HTTP 403, throttling 429) and the JSON 1.1 services (HTTP 400 throughout). */
export function jsonErrors(options: {
  clientStatus: 400 | 403;
  throttling: string;
  throttlingStatus: 400 | 429;
}): CommonErrors {
  const { clientStatus } = options;
  return {
    missingToken: () =>
      new ServiceError("MissingAuthenticationTokenException", clientStatus, "Missing Authentication Token"),
    unknownKey: () => new ServiceError("UnrecognizedClientException", clientStatus, INVALID_TOKEN),
    expired: () => new ServiceError("ExpiredTokenException", clientStatus, EXPIRED_TOKEN),
    throttled: () => new ServiceError(options.throttling, options.throttlingStatus, "Too Many Requests"),
    failed: () => new ServiceError("ServerException", 500, "An internal error occurred. Try again later."),
    unknownOperation: (operation) =>
      new ServiceError(
        "UnknownOperationException",
        clientStatus === 403 ? 404 : 400,
        `Unknown operation: ${operation}`,
      ),
    denied: (denial) => new ServiceError("AccessDeniedException", clientStatus, denialText(denial, false)),
  };
}

/** IAM and STS. */
export function queryErrors(options: { reasonInDenial: boolean }): CommonErrors {
  return {
    missingToken: () => new ServiceError("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
    unknownKey: () => new ServiceError("InvalidClientTokenId", 403, INVALID_TOKEN),
    expired: () => new ServiceError("ExpiredToken", 403, EXPIRED_TOKEN),
    throttled: () => new ServiceError("Throttling", 400, "Rate exceeded"),
    failed: () =>
      new ServiceError("ServiceFailure", 500, "The request processing has failed because of an unknown error."),
    unknownOperation: (operation) =>
      new ServiceError("InvalidAction", 400, `Could not find operation ${operation} for this version`),
    denied: (denial) => new ServiceError("AccessDenied", 403, denialText(denial, options.reasonInDenial)),
  };
}

export const ec2Errors: CommonErrors = {
  missingToken: () =>
    new ServiceError("MissingParameter", 400, "The request must contain the parameter AWSAccessKeyId"),
  unknownKey: () =>
    new ServiceError("AuthFailure", 401, "AWS was not able to validate the provided access credentials"),
  expired: () => new ServiceError("RequestExpired", 400, "Request has expired."),
  throttled: () => new ServiceError("RequestLimitExceeded", 503, "Request limit exceeded."),
  failed: () => new ServiceError("InternalError", 500, "An internal error has occurred"),
  unknownOperation: (operation) =>
    new ServiceError("InvalidAction", 400, `The action ${operation} is not valid for this web service.`),
  denied: (denial) =>
    new ServiceError(
      "UnauthorizedOperation",
      403,
      `You are not authorized to perform this operation. ${denialText(denial, true)}`,
    ),
};
