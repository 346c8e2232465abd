/** Requests to one bucket, and its listings page by page. */
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { ReaderRole } from "@/lib/server/usecases/scan/ports";
import type { ClientSender } from "../account-session";
import { CallError } from "../call-error";
import { type ClientContext, clientOptions } from "../clients";
import type { Connection } from "./connection";

export interface S3SourceOptions {
  readonly bucket: string;
  readonly prefix: string;
  /** Of the bucket; null = the caller's, corrected where the bucket says otherwise. */
  readonly region: string | null;
  readonly role: ReaderRole;
  readonly now: () => Date;
}

interface Listing {
  readonly Prefix: string;
  readonly Delimiter?: string;
  readonly StartAfter?: string;
}

export async function* listPages(requests: BucketRequests, listing: Listing) {
  let token: string | undefined;
  const seen = new Set<string>();
  do {
    const ContinuationToken = token;
    const page = await requests.send("ListObjectsV2", (client) =>
      client.send(
        new ListObjectsV2Command({
          Bucket: requests.bucket,
          ...listing,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        }),
      ),
    );
    yield page;
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    if (token !== undefined && seen.has(token)) throw repeated();
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

/** Requests to one bucket, which are sent to its region once that is known. */
export class BucketRequests {
  readonly bucket: string;
  #sender: Promise<ClientSender<S3Client>> | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly options: S3SourceOptions,
  ) {
    this.bucket = options.bucket;
  }

  async accountId(): Promise<string> {
    return (await this.connection.session(this.options.role)).accountId;
  }

  async send<T>(operation: string, run: (client: S3Client) => Promise<T>): Promise<T> {
    this.#sender ??= this.#open(this.options.region);
    try {
      return await (await this.#sender).send(operation, run);
    } catch (error) {
      const region = redirect(error);
      if (region === null) throw error;
      this.#sender = this.#open(region);
      return await (await this.#sender).send(operation, run);
    }
  }

  async #open(region: string | null): Promise<ClientSender<S3Client>> {
    const session = await this.connection.session(this.options.role);
    const used = region ?? (await this.connection.caller()).homeRegion;
    return session.senderOf("s3", used, createS3);
  }
}

function createS3(context: ClientContext): S3Client {
  return new S3Client({
    ...clientOptions(context),
    // Log files carry no checksums that the SDK could check while they stream.
    responseChecksumValidation: "WHEN_REQUIRED",
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
}

/** The region that the service names where the bucket is another one's. */
function redirect(error: unknown): string | null {
  const { error: code, cause } = error as { error?: unknown; cause?: unknown };
  if (
    code !== "PermanentRedirect" &&
    code !== "AuthorizationHeaderMalformed" &&
    code !== "IllegalLocationConstraintException"
  )
    return null;
  const { Endpoint, Region, $response } = (cause ?? {}) as {
    Endpoint?: unknown;
    Region?: unknown;
    $response?: { headers?: Record<string, string> };
  };
  const told =
    $response?.headers?.["x-amz-bucket-region"] ??
    Region ??
    /s3[.-]([a-z0-9-]+)\.amazonaws/.exec(String(Endpoint))?.[1];
  return typeof told === "string" && /^[a-z0-9-]{5,30}$/.test(told) ? told : null;
}

export function aborted(operation: string, cause: unknown): CallError {
  return new CallError(
    "cancelled",
    { kind: "aborted", error: "AbortError", service: "s3", operation, endpoint: null },
    cause,
  );
}

function repeated(): CallError {
  return new CallError("the service repeated a page token, so that its list has no end", {
    kind: "malformed",
    error: "RepeatedPageToken",
    service: "s3",
    operation: "ListObjectsV2",
    endpoint: null,
  });
}
