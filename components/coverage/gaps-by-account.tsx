import { GapList } from "@/components/shared/gap-list";
import { counted } from "@/components/shared/number";
import { CodeBlock } from "@/components/ui/code-block";
import { Disclosure } from "@/components/ui/disclosure";
import type { CoverageAnswer } from "@/lib/contracts/api";

/** Account by account: which permission is missing, what that hides, the policy to paste, and each failed call. */
export function GapsByAccount({ answer }: { answer: CoverageAnswer }) {
  const accounts = new Map<string, CoverageAnswer["scopes"][number]["gaps"][number][]>();
  for (const scope of answer.scopes) {
    for (const gap of scope.gaps) accounts.set(gap.accountId, [...(accounts.get(gap.accountId) ?? []), gap]);
  }
  const names = new Map(answer.scopes.map((scope) => [scope.accountId, scope.accountName]));
  return (
    <div className="flex max-w-page flex-col gap-4">
      {[...accounts].map(([accountId, gaps]) => (
        <AccountGaps
          key={accountId}
          accountId={accountId}
          name={names.get(accountId) ?? null}
          answer={answer}
          gaps={gaps}
        />
      ))}
    </div>
  );
}

function AccountGaps({
  accountId,
  name,
  answer,
  gaps,
}: {
  accountId: string;
  name: string | null;
  answer: CoverageAnswer;
  gaps: CoverageAnswer["scopes"][number]["gaps"];
}) {
  const missing = answer.missingPermissions.filter((permission) => permission.accountId === accountId);
  const grant = answer.grants.find((each) => each.accountId === accountId);
  return (
    <article aria-label={`Gaps in ${name ?? accountId}`} className="rounded-panel border border-line">
      <h3 className="border-line border-b px-3 py-2 font-medium">
        {name === null ? null : `${name} `}
        <code className="font-normal text-n8">{accountId}</code>
      </h3>
      <div className="flex flex-col gap-3 px-3 py-2">
        {missing.length > 0 ? (
          <ul className="flex flex-col gap-1">
            {missing.map((permission) => (
              <li key={permission.permission} className="grid gap-x-4 sm:grid-cols-[18rem_minmax(0,1fr)]">
                <span>
                  <code className="break-all">{permission.permission}</code>{" "}
                  <span className="tnum text-n8">{counted(permission.occurrences, "call", "calls")}</span>
                </span>
                <span className="text-n9">{permission.consequences.join(" ")}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {grant === undefined ? null : (
          <Disclosure title="Policy that grants it" className="font-medium">
            <p className="mt-1 mb-2 text-n8">
              Attach it to{" "}
              {grant.readerArn === null ? (
                "the identity that reads this account"
              ) : (
                <code className="break-all">{grant.readerArn}</code>
              )}
              , then scan again.
            </p>
            <CodeBlock text={grant.policyJson} what={`policy for account ${accountId}`} />
          </Disclosure>
        )}
        <Disclosure
          open={missing.length === 0}
          title={counted(gaps.length, "failed call", "failed calls")}
          className="font-medium"
        >
          <GapList gaps={gaps} />
        </Disclosure>
      </div>
    </article>
  );
}
