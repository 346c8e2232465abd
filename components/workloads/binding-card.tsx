"use client";
import { type Field, FieldList, None } from "@/components/shared/field-list";
import { mechanismName } from "@/components/shared/mechanism";
import { PolicyView } from "@/components/shared/policy-view";
import { Reasons } from "@/components/shared/reasons";
import { RoleLink } from "@/components/shared/role-link";
import { Time } from "@/components/shared/time";
import { Verdict } from "@/components/shared/verdict";
import { Disclosure } from "@/components/ui/disclosure";
import type { BindingAnswer } from "@/lib/contracts/api";
import type { EvidenceKind, StatementRef } from "@/lib/domain/identity/binding";
import { associationFields } from "./association-fields";

const evidenceWords: Record<EvidenceKind, string> = {
  association: "association",
  "trust-policy": "trust policy",
  annotation: "annotation",
  pod: "pod",
  cloudtrail: "CloudTrail",
};

/** One way in which a workload gets a role: the verdict with its because first, then what it rests on. */
export function BindingCard({
  binding,
  onStatement,
  open = true,
}: {
  binding: BindingAnswer;
  /** Folded cards show verdict, reasons and roles; the rest on demand. */
  open?: boolean;
  onStatement?: (statement: StatementRef) => void;
}) {
  const chained = binding.targetRole !== null;
  return (
    <article
      aria-label={`${mechanismName(binding.mechanism)}: ${binding.credentialRole.name}`}
      className="rounded-panel border border-line"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-2">
        <Verdict verdict={binding.verdict} />
        <h3 className="font-medium">{mechanismName(binding.mechanism)}</h3>
        <span className="text-n8">{effectiveWords(binding)}</span>
      </header>
      <div className="flex flex-col gap-2 px-3 py-2">
        <Reasons reasons={binding.reasons} {...(onStatement ? { onStatement } : {})} />
        <FieldList
          fields={[
            { name: chained ? "First role" : "Role", value: <RoleLink role={binding.role} /> },
            ...(binding.targetRole === null
              ? []
              : [{ name: "Target role", value: <RoleLink role={binding.targetRole} /> }]),
          ]}
        />
        <Disclosure
          open={open}
          title={binding.association === null ? "Details" : "Association"}
          className="text-n8 hover:text-n10"
        >
          <FieldList fields={details(binding)} />
        </Disclosure>
        {binding.association?.sessionPolicy ? (
          <PolicyView policy={binding.association.sessionPolicy} open={false} />
        ) : null}
      </div>
    </article>
  );
}

function details(binding: BindingAnswer): readonly Field[] {
  const { association, issuer, pattern } = binding;
  const matches = `${binding.namespace ?? "*"}/${binding.serviceAccount ?? "*"}`;
  return [
    ...(pattern ? [{ name: "Matches", value: <code className="break-all">{matches}</code> }] : []),
    ...(issuer === null ? [] : [{ name: "Issuer", value: <code className="break-all">{issuer}</code> }]),
    ...(association === null ? [] : associationFields(association)),
    { name: "Evidence", value: evidence(binding) },
    { name: "Read", value: <Time at={binding.readAt} /> },
  ];
}

function evidence(binding: BindingAnswer) {
  return binding.evidence.length === 0 ? <None /> : binding.evidence.map((kind) => evidenceWords[kind]).join(", ");
}

function effectiveWords({ effective }: BindingAnswer): string {
  if (effective === null) return "whether new pods get it is not known";
  return effective ? "new pods get it" : "new pods do not get it";
}
