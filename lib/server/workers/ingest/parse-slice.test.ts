import { expect, test } from "vitest";
import { callerOf } from "@/lib/domain/activity/caller";
import { SliceParser } from "./parse-slice";

const identity = { type: "AssumedRole", principalId: "AROA1:name", arn: "arn:aws:sts::1:assumed-role/r/name" };

function record(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    eventVersion: "1.11",
    userIdentity: identity,
    eventTime: "2026-11-20T10:00:00Z",
    eventSource: "s3.amazonaws.com",
    eventName: "GetObject",
    requestParameters: { key: "a" },
    responseElements: null,
    requestID: "r",
    eventID: "e",
    ...changes,
  });
}

test("a caller that was written before is known, and the rest is as JSON.parse gives it", () => {
  const slices = new SliceParser();
  slices.parse(record());
  expect(slices.caller).toBeUndefined();
  const { userIdentity, requestParameters, responseElements, ...rest } = JSON.parse(record({ eventID: "f" }));
  expect(slices.parse(record({ eventID: "f" }))).toEqual(rest);
  expect(slices.caller).toEqual(callerOf(identity));
});

test("another caller is not taken for it", () => {
  const slices = new SliceParser();
  slices.parse(record());
  const other = { ...identity, principalId: "AROA2:name" };
  expect(slices.parse(record({ userIdentity: other }))).toMatchObject({ userIdentity: other });
  expect(slices.caller).toBeUndefined();
});

test("a caller that is named twice, and one inside a request, are the record's own", () => {
  const slices = new SliceParser();
  slices.parse(record());
  const other = { type: "IAMUser" };
  const twice = record().replace(',"eventID"', `,"userIdentity":${JSON.stringify(other)},"eventID"`);
  expect(slices.parse(twice)).toMatchObject({ userIdentity: other });
  expect(slices.caller).toBeUndefined();
  const nested = record({ eventName: "PutObject", requestParameters: { a: { requestID: "x", userIdentity: other } } });
  expect(slices.parse(nested)).toMatchObject({ eventName: "PutObject", eventID: "e", requestID: "r" });
});

test("an assumption keeps its request and its caller", () => {
  const slices = new SliceParser();
  slices.parse(record());
  const text = record({ eventSource: "sts.amazonaws.com", eventName: "AssumeRole" });
  expect(slices.parse(text)).toEqual(JSON.parse(text));
  expect(slices.caller).toBeUndefined();
});

test("what is no JSON stays none", () => {
  const slices = new SliceParser();
  slices.parse(record());
  expect(() => slices.parse(record().slice(0, -1))).toThrow(SyntaxError);
  expect(() => slices.parse(record().replace("1.11", "1.11\\"))).toThrow(SyntaxError);
});
