import { describe, expect, it } from "vitest";
import { createLogger, type LoggerOptions } from "./logger";
import { redact } from "./redact";

function lines(options: Partial<LoggerOptions> = {}) {
  const written: string[] = [];
  return { written, logger: createLogger({ write: (line) => written.push(line), now: () => new Date(0), ...options }) };
}

describe("the log", () => {
  it("writes one line an event, whatever is in it", () => {
    const { logger, written } = lines();
    logger.log("info", "read a\nb", { cluster: "x\r\n2026 error forged" });
    expect(written).toEqual(['1970-01-01T00:00:00.000Z info  read a b cluster="x 2026 error forged"\n']);
  });

  it("writes JSON where it is asked to", () => {
    const { logger, written } = lines({ format: "json" });
    logger.log("warn", "m", { a: 1, b: null, c: undefined });
    expect(JSON.parse(written[0] ?? "")).toEqual({
      at: "1970-01-01T00:00:00.000Z",
      level: "warn",
      message: "m",
      a: 1,
      b: null,
    });
  });

  it("leaves out what is below its level", () => {
    const { logger, written } = lines({ level: "error" });
    logger.log("warn", "m");
    expect(written).toEqual([]);
  });

  it("tells causes without stack traces", () => {
    const { logger, written } = lines();
    logger.failure("scan failed", Object.assign(new Error("outer", { cause: new Error("inner") }), { code: "x" }));
    expect(written[0]).toContain('code="x" error="outer ← inner"');
    expect(written[0]).not.toContain("at ");
  });
});

describe("secrets", () => {
  it.each([
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI",
    '"SecretAccessKey": "wJalrXUtnFEMI"',
    "X-Amz-Security-Token: wJalrXUtnFEMI",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/2026, SignedHeaders=host, Signature=wJalrXUtnFEMI",
    "authorization: Bearer wJalrXUtnFEMI",
    "PODLENS_TOKEN=wJalrXUtnFEMI",
    "Cookie: session=wJalrXUtnFEMI",
  ])("do not get through (%s)", (text) => {
    expect(redact(`before ${text}`)).not.toContain("wJalrXUtnFEMI");
    expect(redact(`before ${text}`)).toContain("before");
  });

  it("are not seen where there are none", () => {
    const text = "role arn:aws:iam::111122223333:role/SecretReader, key AKIAIOSFODNN7EXAMPLE";
    expect(redact(text)).toBe(text);
  });
});
