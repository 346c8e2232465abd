import { expect, it } from "vitest";
import { decodeDocument, isoTime, tagList, tagMap } from "./normalise";

it("decodes documents as IAM encodes them, and keeps what was not encoded", () => {
  expect(decodeDocument("%7B%22a%22%3A%22%25%C3%A9%2B%22%7D")).toBe('{"a":"%é+"}');
  expect(decodeDocument('{"Resource":"arn:aws:s3:::a%20b"}')).toBe('{"Resource":"arn:aws:s3:::a%20b"}');
  expect(decodeDocument("%7B%E0%A4%A")).toBe("%7B%E0%A4%A");
  expect(decodeDocument(undefined)).toBeNull();
});

it("writes times with milliseconds and never invents one", () => {
  expect(isoTime(new Date(1700862734922))).toBe("2023-11-24T21:52:14.922Z");
  expect(isoTime(undefined)).toBeNull();
  expect(isoTime(new Date(Number.NaN))).toBeNull();
});

it("keeps tags whose keys are names of object members", () => {
  const hostile = JSON.parse('{"__proto__":"a","constructor":"b","ü":"c"}') as Record<string, string>;
  expect(JSON.stringify(tagMap(hostile))).toBe('{"__proto__":"a","constructor":"b","ü":"c"}');
  const list = tagList([{ Key: "__proto__", Value: "a" }, { Key: "empty", Value: undefined }, { Value: "no key" }]);
  expect(JSON.stringify(list)).toBe('{"__proto__":"a","empty":""}');
  expect(({} as Record<string, unknown>).a).toBeUndefined();
});
