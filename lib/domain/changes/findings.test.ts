import { expect, it } from "vitest";
import { type ComparedFinding, findingChanges } from "./findings";

function finding(
  id: string,
  more: Partial<ComparedFinding> = {},
  subjects: readonly string[] = ["a"],
): ComparedFinding {
  return {
    id,
    rule: "r",
    severity: "medium",
    severityReason: "Because.",
    certainty: "allowed",
    title: id,
    subjects: subjects.map((each) => ({
      kind: "role",
      id: each,
      name: each,
      accountId: "1",
      clusterArn: null,
      owner: null,
      environment: null,
    })),
    ...more,
  };
}

const seen = () => null;
const told = (before: ComparedFinding[], after: ComparedFinding[], hidden: typeof seen | (() => string) = seen) =>
  findingChanges(before, after, hidden).map(({ word, risk, text }) => [word, risk, text]);

it("come, go, get worse and better", () => {
  expect(told([], [finding("x")])).toEqual([["gained", "increasing", "medium"]]);
  expect(told([finding("x")], [])).toEqual([["lost", "decreasing", "medium"]]);
  expect(told([finding("x")], [finding("x")])).toEqual([]);
  expect(told([finding("x")], [finding("x", { severity: "critical" })])).toEqual([
    ["changed", "increasing", "medium → critical"],
  ]);
  expect(told([finding("x", { severity: "high" })], [finding("x", { severity: "low" })])).toEqual([
    ["changed", "decreasing", "high → low"],
  ]);
});

it("concern more, fewer or other subjects", () => {
  expect(told([finding("x")], [finding("x", {}, ["a", "b"])])).toEqual([["changed", "increasing", "+ 1 subject"]]);
  expect(told([finding("x", {}, ["a", "b"])], [finding("x")])).toEqual([["changed", "decreasing", "− 1 subject"]]);
  expect(told([finding("x")], [finding("x", {}, ["b"])])).toEqual([["changed", "unknown", "+ 1 subject, − 1 subject"]]);
});

it("are neither new nor mended where one side could not see", () => {
  const blind = () => "It was not read.";
  expect(told([], [finding("x")], blind)).toEqual([["became-known", "unknown", "medium"]]);
  expect(told([finding("x")], [], blind)).toEqual([["became-unknown", "unknown", "medium"]]);
});
