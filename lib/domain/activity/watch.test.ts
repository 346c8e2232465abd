import { expect, test } from "vitest";
import { recordedAs } from "./event-class";
import { type WatchedStretch, watchBook } from "./watch";

const base: WatchedStretch = {
  accountId: "1",
  region: "eu-west-1",
  class: "management-write",
  from: "2026-11-01",
  to: "2026-11-10",
  state: "recorded",
  because: "trail org",
};
const ask = (stretches: readonly WatchedStretch[]) =>
  watchBook(stretches, "2026-11-01T00:00:00Z", "2026-11-11T00:00:00Z")("1", "management-write");

test("everything was watched only where every region has every day", () => {
  expect(ask([base]).state).toBe("all");
  expect(ask([base, { ...base, region: "us-east-1", to: "2026-11-05" }]).state).toBe("part");
  expect(
    ask([base, { ...base, region: "us-east-1", state: "not-selected", because: "selectors leave it out" }]),
  ).toEqual({
    state: "part",
    because: "Recorded on 10 of 10 days at best. selectors leave it out",
  });
});

test("nothing was watched where no day was recorded, and where nothing is known of the account", () => {
  expect(ask([]).state).toBe("none");
  expect(ask([{ ...base, accountId: "2" }]).state).toBe("none");
  expect(ask([{ ...base, state: "stopped", because: "StopLogging" }])).toEqual({
    state: "none",
    because: "StopLogging",
  });
  expect(ask([{ ...base, state: "partly" }]).state).toBe("part");
});

test("days outside the stretch count for nothing", () => {
  expect(ask([{ ...base, from: "2026-10-01", to: "2026-10-31" }]).state).toBe("none");
  expect(ask([{ ...base, from: "2026-10-01", to: "2026-12-31" }]).state).toBe("all");
});

test("what no event is written for is never watched for; objects of S3 are data", () => {
  expect(recordedAs("rds-db:connect", "Write", false)).toBe("never");
  expect(recordedAs("iam:PassRole", "Write", false)).toBe("never");
  expect(recordedAs("s3:GetObject", "Read", true)).toBe("data");
  expect(recordedAs("s3:ListBucket", "List", false)).toBe("management-read");
  expect(recordedAs("dynamodb:PutItem", "Write", false)).toBe("data");
  expect(recordedAs("dynamodb:CreateTable", "Write", false)).toBe("management-write");
  expect(recordedAs("kafka-cluster:Connect", "Write", false)).toBe("never");
});
