import type { CoverageScope } from "@/lib/contracts/api";

export type ScopeLine =
  | { readonly kind: "scope"; readonly scope: CoverageScope }
  /** Regions of one account that were read without a gap and hold no cluster. */
  | { readonly kind: "empty-regions"; readonly accountId: string; readonly regions: readonly CoverageScope[] };

/** Regions without clusters say one thing together: an account in seventeen regions is not seventeen lines. */
export function foldScopes(scopes: readonly CoverageScope[]): readonly ScopeLine[] {
  const withClusters = new Set(
    scopes.filter((scope) => scope.kind === "cluster").map((scope) => `${scope.accountId} ${scope.region}`),
  );
  const lines: ScopeLine[] = [];
  const empty = new Map<string, CoverageScope[]>();
  let account: string | null = null;
  const flush = () => {
    const regions = account === null ? undefined : empty.get(account);
    if (account !== null && regions) lines.push({ kind: "empty-regions", accountId: account, regions });
  };
  for (const scope of scopes) {
    if (scope.accountId !== account) {
      flush();
      account = scope.accountId;
    }
    const bare =
      scope.kind === "region" &&
      scope.state === "read" &&
      scope.gaps.length === 0 &&
      !withClusters.has(`${scope.accountId} ${scope.region}`);
    if (!bare) lines.push({ kind: "scope", scope });
    else empty.set(scope.accountId, [...(empty.get(scope.accountId) ?? []), scope]);
  }
  flush();
  return lines;
}
