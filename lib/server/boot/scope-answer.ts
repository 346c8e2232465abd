/** What a scan will read, as the configuration says it. */
import type { ScopeAnswer } from "@/lib/contracts/api";
import type { Config } from "@/lib/contracts/config";

export function scopeAnswer(config: Config, configFile: string | null): ScopeAnswer {
  const { scope } = config;
  return {
    accounts: scope.accounts.map(({ id, name, roleArn }) => ({ id, name: name ?? null, roleArn: roleArn ?? null })),
    organization: scope.organization !== undefined,
    callerAccount: scope.includeCaller ?? scope.organization === undefined,
    regions: scope.regions,
    excludedClusters: scope.clusters.exclude,
    configFile,
  };
}
