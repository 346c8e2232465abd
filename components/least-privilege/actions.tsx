"use client";
import { formatNumber } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import type { KeptService, NarrowedRole, RemovedService, UsedAction } from "@/lib/contracts/api";

/** By service, most first; what is kept goes into the address. */
export function RemovedList({
  narrowed,
  onKeep,
}: {
  narrowed: NarrowedRole;
  onKeep: (actions: readonly string[]) => void;
}) {
  if (narrowed.removed.length === 0) return <p className="text-n8">Nothing would be taken away.</p>;
  return (
    <ul className="flex max-w-page flex-col divide-y divide-line border-line border-y">
      {narrowed.removed.map((service) => (
        <Removed key={service.service} service={service} onKeep={onKeep} />
      ))}
    </ul>
  );
}

function Removed({ service, onKeep }: { service: RemovedService; onKeep: (actions: readonly string[]) => void }) {
  const { actions, attempted, byReviewer, count } = service;
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-start gap-x-3">
        <div className="min-w-0 flex-1">
          <Disclosure
            title={
              <span>
                <span className="font-medium">− {service.serviceName}</span>{" "}
                <span className="tnum text-n8">
                  {formatNumber(count)} {count === 1 ? "action" : "actions"}
                  {service.whole ? ", all of the service" : ""}
                  {attempted.length > 0 ? `, ${attempted.length} attempted and denied` : ""}
                  {byReviewer.length > 0 ? `, ${byReviewer.length} taken out by you` : ""}
                </span>
              </span>
            }
          >
            <ul className="mt-1 flex flex-wrap gap-1.5 pl-4">
              {actions.map((action) => (
                <li key={action}>
                  <Button className="h-6 font-mono text-xs" onClick={() => onKeep([action])} title={`Keep ${action}`}>
                    {nameOf(action)}
                    {attempted.includes(action) ? " (denied)" : ""}
                  </Button>
                </li>
              ))}
              {count > actions.length ? (
                <li className="text-n8">and {formatNumber(count - actions.length)} more</li>
              ) : null}
            </ul>
          </Disclosure>
        </div>
        <Button data-chrome variant="quiet" onClick={() => onKeep([`${service.service}:*`])}>
          Keep all
        </Button>
      </div>
    </li>
  );
}

const reasonWords: Record<KeptService["others"][number]["reason"], string> = {
  needed: "checked within calls that were seen",
  required: "needed by an association",
  reviewer: "kept by you",
  "not-recordable": "leaves no event",
  "unnamed-calls": "calls whose action is not known",
  "not-watched": "not watched",
};

/** Used first; what stays for want of sight can be taken out by hand. */
export function KeptList({
  narrowed,
  onDrop,
}: {
  narrowed: NarrowedRole;
  onDrop: (actions: readonly string[]) => void;
}) {
  const { kept, unknown } = narrowed;
  return (
    <ul className="flex max-w-page flex-col divide-y divide-line border-line border-y">
      {kept.map((service) => (
        <li key={service.service} className="py-1.5">
          <p className="font-medium">{service.serviceName}</p>
          {service.used.length > 0 ? <Used used={service.used} /> : null}
          {service.others.map((group) => (
            <div key={`${group.reason} ${group.because}`} className="flex flex-wrap items-start gap-x-3 pl-4">
              <div className="min-w-0 flex-1">
                <Disclosure
                  title={
                    <span className="text-n8">
                      <span className="tnum">{formatNumber(group.count)}</span> {reasonWords[group.reason]}:{" "}
                      {group.because}
                    </span>
                  }
                >
                  <p className="break-words pl-4 text-xs">
                    <code>{group.actions.map(nameOf).join(", ")}</code>
                    {group.count > group.actions.length
                      ? ` and ${formatNumber(group.count - group.actions.length)} more`
                      : ""}
                  </p>
                </Disclosure>
              </div>
              {group.reason === "needed" || group.reason === "required" ? null : (
                <Button
                  data-chrome
                  variant="quiet"
                  onClick={() => onDrop(group.count > group.actions.length ? [`${service.service}:*`] : group.actions)}
                >
                  Take out
                </Button>
              )}
            </div>
          ))}
        </li>
      ))}
      {unknown.length > 0 ? (
        <li className="py-1.5">
          <p>
            Not in the action table, kept as written: <code className="break-words">{unknown.join(", ")}</code>
          </p>
        </li>
      ) : null}
    </ul>
  );
}

function Used({ used }: { used: readonly UsedAction[] }) {
  return (
    <ul className="pl-4">
      {used.map(({ action, calls, denied, last, by }) => (
        <li key={action} className="flex flex-wrap gap-x-3">
          <code>✓ {nameOf(action)}</code>
          <span className="tnum text-n8">
            {formatNumber(calls)} calls{denied > 0 ? `, ${formatNumber(denied)} denied` : ""}, last <Time at={last} />
            {by.includes("this")
              ? ""
              : by.includes("others")
                ? ", by others with the role"
                : ", by sessions of no known workload"}
          </span>
        </li>
      ))}
    </ul>
  );
}

function nameOf(action: string): string {
  return action.slice(action.indexOf(":") + 1);
}
