import { cx } from "@/components/ui/cx";
import type { ServiceAnswer } from "@/lib/contracts/api";

export interface PolicyStatement {
  /** Name or ARN of the policy. */
  readonly policy: string;
  readonly index: number;
}

const states: Record<ServiceAnswer["state"], { sign: string; word: string; className: string }> = {
  allowed: { sign: "✓", word: "allowed", className: "text-n10" },
  conditional: { sign: "◐", word: "conditional", className: "text-medium" },
  unknown: { sign: "?", word: "unknown", className: "text-info" },
};

const shownActions = 6;
const shownStatements = 3;

/** Services that a role's policies name, how sure that is, and the statements that say so. */
export function ServiceTable({
  services,
  onStatement,
}: {
  services: readonly ServiceAnswer[];
  onStatement: (statement: PolicyStatement) => void;
}) {
  if (services.length === 0) return null;
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[52rem] border-collapse text-left">
        <thead>
          <tr className="border-line border-b text-n8 text-xs">
            <th scope="col" className="h-row w-44 pr-4 font-medium">
              Service
            </th>
            <th scope="col" className="h-row w-32 pr-4 font-medium">
              By the policies
            </th>
            <th scope="col" className="h-row pr-4 font-medium">
              Actions
            </th>
            <th scope="col" className="h-row w-56 font-medium">
              Because of
            </th>
          </tr>
        </thead>
        <tbody>
          {services.map((service) => {
            const state = states[service.state];
            return (
              <tr key={service.service} className="border-line border-b align-top">
                <th scope="row" className="py-1 pr-4 font-medium">
                  {service.service === "*" ? "every service" : service.service}
                </th>
                <td className={cx("py-1 pr-4 whitespace-nowrap", state.className)}>
                  <span aria-hidden="true">{state.sign}</span> {state.word}
                </td>
                <td className="py-1 pr-4">
                  <code className="break-words">{service.actions.slice(0, shownActions).join(", ")}</code>
                  {service.actions.length > shownActions ? (
                    <span className="text-n8" title={service.actions.join(", ")}>
                      {" "}
                      and {service.actions.length - shownActions} more
                    </span>
                  ) : null}
                </td>
                <td className="py-1">
                  <ul>
                    {service.statements.slice(0, shownStatements).map((statement) => (
                      <li key={`${statement.policy} ${statement.index}`}>
                        <button
                          type="button"
                          onClick={() => onStatement(statement)}
                          className="link min-h-6 text-left text-accent-text"
                        >
                          {statement.policy.split("/").at(-1)}
                          {statement.sid === null ? ` statement ${statement.index + 1}` : ` “${statement.sid}”`}
                        </button>
                      </li>
                    ))}
                    {service.statements.length > shownStatements ? (
                      <li className="text-n8">and {service.statements.length - shownStatements} more</li>
                    ) : null}
                  </ul>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
