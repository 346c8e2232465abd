/** Which errors mean "you may not": services spell it in their own ways. */
const DENIALS: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AccessDeniedError",
  "AuthorizationError",
  "AuthorizationErrorException",
  "Client.UnauthorizedOperation",
  "UnauthorizedOperation",
  "UnauthorizedException",
  "UnauthorizedAccess",
  "UnauthorizedAccessException",
  "NotAuthorized",
  "NotAuthorizedException",
  "Forbidden",
  "ForbiddenException",
  "KMSAccessDeniedException",
  "KMS.AccessDeniedException",
  "AWS.SimpleQueueService.AccessDenied",
  "Client.AccessDenied",
  "ClientAccessDenied",
  "S3AccessDenied",
  "InvalidAccessException",
]);

/** Error codes as the store's queries need them. */
export const denialCodes: readonly string[] = [...DENIALS];

export function isDenial(errorCode: string | null): boolean {
  return errorCode !== null && DENIALS.has(errorCode);
}
