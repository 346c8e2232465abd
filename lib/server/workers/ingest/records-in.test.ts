import { expect, it } from "vitest";
import { recordsOfText, recordsOfValues } from "./records-in";

const record = (n: number) => ({ eventID: String(n), eventName: 'a "quoted" } name \\', list: [{ n }] });
const envelope = (...numbers: number[]) => ({ Records: numbers.map(record) });
const text = (...values: unknown[]) => values.map((value) => JSON.stringify(value));

it.each([
  ["log files one after another", text(envelope(1, 2), envelope(3)).join("")],
  ["log files, one a line", text(envelope(1, 2), envelope(3)).join("\n")],
  ["records, one a line", text(record(1), record(2), record(3)).join("\r\n")],
  ["records over several lines", [1, 2, 3].map((n) => JSON.stringify(record(n), null, 2)).join("\n")],
  [
    "a list and an answer of LookupEvents",
    text([record(1), record(2)], { Events: [{ CloudTrailEvent: JSON.stringify(record(3)) }] }).join(" "),
  ],
])("reads %s", (_, written) => {
  expect(recordsOfText(written)).toEqual([1, 2, 3].map(record));
});

it("takes values only where all of them are whole, and lines where one is not", () => {
  const [a = "", b = ""] = text(record(1), record(2));
  expect(recordsOfValues(`${a}${b.slice(0, -3)}`)).toBeNull();
  expect(recordsOfValues(`${a}]`)).toBeNull();
  expect(recordsOfValues(`${a},${b}`)).toBeNull();
  expect(recordsOfValues("{broken}")).toBeNull();
  expect(recordsOfText(`${a}\n{broken}\n${b}`)).toEqual([record(1), null, record(2)]);
  expect(() => recordsOfText(`${a}${b.slice(0, -3)}`)).toThrow("not-json");
});
