/** Asks our own API. Whatever goes wrong becomes an ApiFailure with the code that the pages know. */
import { type ApiError, type ApiErrorBody, queryText } from "@/lib/contracts/api";

export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: ApiErrorBody["code"];

  constructor(
    readonly body: ApiErrorBody,
    /** 0 where no answer came at all. */
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(body.message, options);
    this.code = body.code;
  }
}

/** The body to show for anything that was thrown: failures of ours as they are, all else as an internal one. */
export function errorBody(error: unknown): ApiErrorBody {
  if (error instanceof ApiFailure) return error.body;
  return { code: "internal", message: "The page failed while it worked on the answer.", remedy: "Reload the page." };
}

export function apiUrl(path: string, query: Readonly<Record<string, unknown>> = {}): string {
  const text = queryText(query);
  return text === "" ? path : `${path}?${text}`;
}

export async function apiGet<T>(
  path: string,
  query: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<T> {
  return request<T>(apiUrl(path, query), signal ? { signal } : {});
}

export async function apiSend<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  return request<T>(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: "same-origin", cache: "no-store" });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiFailure(unavailable, 0, { cause });
  }
  const answer = await readJson(response);
  if (response.ok) return answer as T;
  throw new ApiFailure(isApiError(answer) ? answer.error : { ...unavailable, code: "internal" }, response.status);
}

const unavailable: ApiErrorBody = {
  code: "unavailable",
  message: "Podlens gives no answer.",
  remedy: "See whether the process still runs, then try again.",
};

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiFailure(
      { code: "internal", message: `The answer (status ${response.status}) is no JSON.`, remedy: "Try again." },
      response.status,
      { cause },
    );
  }
}

function isApiError(answer: unknown): answer is ApiError {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return false;
  const error = answer.error;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}
