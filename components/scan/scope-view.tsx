import { FieldList } from "@/components/shared/field-list";
import type { ScopeAnswer } from "@/lib/contracts/api";

/** What a scan reads, as the configuration says. */
export function ScopeView({ scope }: { scope: ScopeAnswer }) {
  return (
    <FieldList
      fields={[
        { name: "Accounts", value: <Accounts scope={scope} /> },
        { name: "Regions", value: scope.regions === "all" ? "all that are enabled" : scope.regions.join(", ") },
        {
          name: "Clusters",
          value: scope.excludedClusters.length === 0 ? "all" : `all but ${scope.excludedClusters.join(", ")}`,
        },
        {
          name: "Configuration",
          value:
            scope.configFile === null ? "none: the defaults" : <code className="break-all">{scope.configFile}</code>,
        },
      ]}
    />
  );
}

function Accounts({ scope }: { scope: ScopeAnswer }) {
  return (
    <ul>
      {scope.callerAccount ? <li>the account signed in to</li> : null}
      {scope.organization ? <li>all accounts of the organization</li> : null}
      {scope.accounts.map((account) => (
        <li key={account.id}>
          {account.name === null ? null : `${account.name} `}
          <code>{account.id}</code>
          {account.roleArn === null ? null : (
            <span className="text-n8">
              {" "}
              through <code className="break-all">{account.roleArn}</code>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
