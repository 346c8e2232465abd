import { expect, test } from "vitest";
import { type NodeOccupant, rankCandidates } from "./denial-candidates";
import type { AssociationState } from "./in-force";
import type { LetIn } from "./trust-judge";

const association = (serviceAccount: string, letIn: LetIn): AssociationState => ({
  id: `a-${serviceAccount}`,
  arn: null,
  clusterArn: "c",
  namespace: "shop",
  serviceAccount,
  roleArn: letIn,
  targetRoleArn: null,
  disableSessionTags: false,
  createdAt: null,
  modifiedAt: null,
});
const trustOf = ({ roleArn }: AssociationState) => ({ letIn: roleArn as LetIn, text: `Trust: ${roleArn}.` });
const on = (serviceAccount: string, from: NodeOccupant["from"] = "snapshot"): NodeOccupant => ({
  namespace: "shop",
  serviceAccount,
  from,
  at: "2026-11-10T12:00:00.000Z",
  pod: `${serviceAccount}-1`,
});
const names = (ranked: ReturnType<typeof rankCandidates>) => ranked.map((each) => each.association.serviceAccount);

test("a broken trust on the node comes first, a whole one elsewhere last, and each says why", () => {
  const all = [
    association("whole-there", "yes"),
    association("whole-away", "yes"),
    association("broken-away", "no"),
    association("unread-there", "unknown"),
    association("broken-there", "no"),
  ];
  const occupants = [on("whole-there"), on("unread-there", "record"), on("broken-there")];
  const ranked = rankCandidates(all, { listed: true, occupants }, trustOf);
  expect(names(ranked)).toEqual(["broken-there", "broken-away", "unread-there", "whole-there", "whole-away"]);
  expect(ranked.map(({ onNode }) => onNode)).toEqual(["yes", "no", "yes", "yes", "no"]);
  expect(ranked[0]?.because).toBe(
    "Its pod broken-there-1 was on that node when the cluster's pods were read (2026-11-10 12:00 UTC). Trust: no.",
  );
  expect(ranked[2]?.because).toContain("it assumed a role from there");
});

test("without a list of pods nobody is said to have been elsewhere", () => {
  const ranked = rankCandidates(
    [association("b", "yes"), association("a", "yes")],
    { listed: false, occupants: [] },
    trustOf,
  );
  expect(names(ranked)).toEqual(["a", "b"]);
  expect(ranked.every(({ onNode, because }) => onNode === "unknown" && because.includes("not known"))).toBe(true);
});
