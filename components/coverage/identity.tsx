import { Arn } from "@/components/shared/arn";
import { FieldList, None } from "@/components/shared/field-list";
import type { StatusAnswer } from "@/lib/contracts/api";

/** As whom Podlens reads, and what its configuration tells it to read. */
export function Identity({ status }: { status: StatusAnswer }) {
  const { identity, scope } = status;
  return (
    <FieldList
      className="max-w-page"
      fields={[
        {
          name: "Signed in as",
          value:
            identity.kind === "known" ? (
              <Arn value={identity.arn} what="caller ARN" />
            ) : identity.kind === "failed" ? (
              <span className="text-medium">
                {identity.message} {identity.remedy}
              </span>
            ) : (
              <None>asking AWS</None>
            ),
        },
        {
          name: "Accounts in scope",
          value: [
            scope.callerAccount ? "the account signed in to" : null,
            scope.organization ? "all accounts of the organization" : null,
            ...scope.accounts.map((account) => (account.name === null ? account.id : `${account.name} ${account.id}`)),
          ]
            .filter((text) => text !== null)
            .join(", "),
        },
        { name: "Regions", value: scope.regions === "all" ? "all that are enabled" : scope.regions.join(", ") },
        ...(scope.excludedClusters.length === 0
          ? []
          : [{ name: "Clusters left out", value: scope.excludedClusters.join(", ") }]),
        {
          name: "Configuration",
          value:
            scope.configFile === null ? (
              <None>none: the defaults</None>
            ) : (
              <code className="break-all">{scope.configFile}</code>
            ),
        },
      ]}
    />
  );
}
