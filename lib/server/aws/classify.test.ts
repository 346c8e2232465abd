import { describe, expect, it } from "vitest";
import { classify } from "./classify";

const error = (name: string, more: object = {}) => Object.assign(new Error(`${name} said no`), { name, ...more });
const http = (status: number) => ({ $metadata: { httpStatusCode: status } });

describe("classify", () => {
  it.each([
    ["AccessDeniedException", http(403), "denied", false],
    ["AccessDenied", http(403), "denied", false],
    ["UnauthorizedOperation", http(403), "denied", false],
    ["ThrottlingException", http(400), "throttled", true],
    ["TooManyRequestsException", http(429), "throttled", true],
    ["Throttling", http(400), "throttled", true],
    ["Whatever", http(429), "throttled", true],
    ["ExpiredTokenException", http(403), "expired", false],
    ["ExpiredToken", http(403), "expired", false],
    ["UnrecognizedClientException", http(403), "credentials", false],
    ["InvalidClientTokenId", http(403), "credentials", false],
    ["CredentialsProviderError", {}, "credentials", false],
    ["ResourceNotFoundException", http(404), "not-found", false],
    ["NoSuchEntityException", http(404), "not-found", false],
    ["ServerException", http(500), "server", true],
    ["ServiceUnavailableException", http(503), "server", true],
    ["TimeoutError", {}, "timeout", true],
    ["InvalidRequestException", http(400), "refused", false],
    ["AWSOrganizationsNotInUseException", http(400), "refused", false],
    ["SyntaxError", http(200), "malformed", true],
    ["MalformedResponse", http(200), "malformed", true],
    ["AbortError", {}, "aborted", false],
  ])("%s is %s", (name, more, kind, transient) => {
    expect(classify(error(name, more))).toMatchObject({ kind, transient });
  });

  it("knows errors of the network by their code, those of both address families too", () => {
    expect(classify(error("Error", { code: "ECONNREFUSED" }))).toMatchObject({
      kind: "unreachable",
      error: "ECONNREFUSED",
    });
    expect(classify(error("AggregateError", { errors: [error("Error", { code: "ECONNREFUSED" })] }))).toMatchObject({
      error: "ECONNREFUSED",
    });
    expect(classify(error("Error", { code: "ECONNRESET" }))).toMatchObject({ kind: "unreachable", transient: true });
  });

  it("says so when a web page came back", () => {
    const page = classify(
      Object.assign(new SyntaxError("Unexpected token '<', \"<html><hea\"... is not valid JSON"), http(200)),
    );
    expect(page).toMatchObject({ kind: "malformed", error: "MalformedResponse" });
    expect(page.message).toContain("web page");
  });

  it("reads the pause that a service asks for", () => {
    expect(
      classify(error("ThrottlingException", { $response: { statusCode: 429, headers: { "retry-after": "7" } } }))
        .retryAfter,
    ).toBe(7);
  });

  it("keeps messages to one line and free of tokens", () => {
    const { message } = classify(
      Object.assign(new Error("a\n  b X-Amz-Security-Token=FwoGZXIv SecretAccessKey: abc\u0007"), {
        name: "ValidationException",
        ...http(400),
      }),
    );
    expect(message).toBe("a b [removed] [removed]");
  });

  it("copes with anything thrown", () => {
    for (const thrown of [undefined, null, "text", 7, {}, { name: 5 }]) expect(classify(thrown).kind).toBe("malformed");
  });
});
