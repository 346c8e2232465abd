import { describe, expect, it } from "vitest";
import { createIdentity } from "./identity";

const failure = (kind: string) =>
  Object.assign(new Error("The security token AKIA123 included in the request is invalid"), {
    code: "call-failed",
    kind,
  });

describe("identity", () => {
  it("is pending, then known, and asked once", async () => {
    let asked = 0;
    const identity = createIdentity(
      async () => {
        asked++;
        return {
          arn: "arn:aws:iam::111122223333:user/a",
          accountId: "111122223333",
          partition: "aws",
          homeRegion: "eu-west-1",
        };
      },
      () => new Date(0),
    );
    expect(identity.answer()).toEqual({ kind: "pending" });
    expect(await identity.refresh()).toMatchObject({ kind: "known", accountId: "111122223333" });
    expect(identity.answer()).not.toHaveProperty("homeRegion");
    expect(asked).toBe(1);
  });

  it.each(["credentials", "expired", "denied", "timeout", "unreachable", "malformed", "server", "aborted"])(
    "says of %s what to do, in no words of the SDK",
    async (kind) => {
      const identity = createIdentity(
        () => Promise.reject(failure(kind)),
        () => new Date(0),
      );
      const answer = await identity.refresh();
      expect(answer).toMatchObject({ kind: "failed", message: expect.any(String), remedy: expect.any(String) });
      expect(JSON.stringify(answer)).not.toContain("AKIA");
    },
  );

  it("is asked again half a minute after a failure", async () => {
    let time = 0;
    let asked = 0;
    const identity = createIdentity(
      () => {
        asked++;
        return Promise.reject(failure("timeout"));
      },
      () => new Date(time),
    );
    await identity.refresh();
    identity.answer();
    expect(asked).toBe(1);
    time = 31_000;
    identity.answer();
    expect(asked).toBe(2);
  });
});
