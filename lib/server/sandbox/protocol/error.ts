/** An error as a service answers it. Rendering is the protocol's business. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** Members beside the message that the service sends ("clusterName"). */
    readonly members: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
