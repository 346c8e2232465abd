import { describe, expect, it } from "vitest";
import type { CoverageScope } from "@/lib/contracts/api";
import { foldScopes } from "./fold-scopes";

const scope = (
  kind: CoverageScope["kind"],
  accountId: string,
  region: string | null,
  state = "read",
): CoverageScope => ({
  kind,
  accountId,
  accountName: null,
  region,
  clusterArn: kind === "cluster" ? `arn:${region}` : null,
  clusterName: null,
  state: state as CoverageScope["state"],
  parts: [],
  gaps: [],
});

describe("foldScopes", () => {
  it("folds only regions that were read and are empty, behind the rest of their account", () => {
    const lines = foldScopes([
      scope("account", "1", null),
      scope("region", "1", "a"),
      scope("region", "1", "b"),
      scope("cluster", "1", "b"),
      scope("region", "1", "c", "not-read"),
      scope("region", "1", "d"),
      scope("account", "2", null),
      scope("region", "2", "a"),
    ]);
    expect(
      lines.map((line) =>
        line.kind === "scope"
          ? `${line.scope.kind} ${line.scope.accountId} ${line.scope.region}`
          : `empty ${line.accountId} ${line.regions.map((region) => region.region)}`,
      ),
    ).toEqual([
      "account 1 null",
      "region 1 b",
      "cluster 1 b",
      "region 1 c",
      "empty 1 a,d",
      "account 2 null",
      "empty 2 a",
    ]);
  });
});
