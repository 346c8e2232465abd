"use client";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Dialog } from "@/components/ui/dialog";
import { fieldClass, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useToast } from "@/components/ui/toast";
import { errorBody } from "@/lib/client/api";
import { useAcceptanceChanges } from "@/lib/client/findings";
import type { AcceptanceBody, FindingDetail } from "@/lib/contracts/api";

type Scope = "finding" | "subject" | "rule";

/** Who answers for leaving a finding as it is, why, and until when; for this one, its kind at a subject, or all of its rule. */
export function AcceptDialog({
  open,
  onOpenChange,
  detail,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  detail: FindingDetail;
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Accept this finding">
      <AcceptForm detail={detail} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function AcceptForm({ detail, onDone }: { detail: FindingDetail; onDone: () => void }) {
  const { row } = detail;
  const [scope, setScope] = useState<Scope>("finding");
  const [pattern, setPattern] = useState(row.subject.name);
  const [reason, setReason] = useState("");
  const [owner, setOwner] = useState(row.owner ?? "");
  const [expires, setExpires] = useState("");
  const { accept } = useAcceptanceChanges();
  const toast = useToast();
  const failure = accept.error === null ? null : errorBody(accept.error);
  const ready = reason.trim() !== "" && owner.trim() !== "" && (scope !== "subject" || pattern.trim() !== "");

  function send(event: FormEvent) {
    event.preventDefault();
    if (!ready || accept.isPending) return;
    accept.mutate(
      {
        ...selectorsOf(scope, row, pattern.trim()),
        reason: reason.trim(),
        owner: owner.trim(),
        expires: expires || null,
      },
      {
        onSuccess: () => {
          toast({ title: "Accepted", description: "It stays in the list, marked as accepted." });
          onDone();
        },
      },
    );
  }

  return (
    <form onSubmit={send} className="flex min-h-0 flex-col gap-3 overflow-y-auto p-4">
      <p className="break-words text-n9">{row.title}</p>
      <Field label="What is accepted">
        {(id) => (
          <Select
            id={id}
            label="What is accepted"
            value={scope}
            onChange={(event) => setScope(scopes.find(({ value }) => value === event.target.value)?.value ?? "finding")}
            options={scopes}
            className="w-full"
          />
        )}
      </Field>
      {scope === "subject" ? (
        <Field
          label="Subjects"
          hint="Name or id; * stands for any text: payments/*. All subjects of one kind must match."
          error={failure?.field === "subject" ? failure.message : null}
        >
          {(id, described) => (
            <Input
              id={id}
              aria-describedby={described}
              value={pattern}
              onChange={(event) => setPattern(event.target.value)}
              maxLength={2048}
              required
            />
          )}
        </Field>
      ) : null}
      <Field label="Reason" error={failure?.field === "reason" ? failure.message : null}>
        {(id, described) => (
          <textarea
            id={id}
            aria-describedby={described}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={2000}
            rows={3}
            required
            className={cx(fieldClass, "h-auto py-1.5")}
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Owner" hint="Who answers for it" error={failure?.field === "owner" ? failure.message : null}>
          {(id, described) => (
            <Input
              id={id}
              aria-describedby={described}
              value={owner}
              onChange={(event) => setOwner(event.target.value)}
              maxLength={200}
              required
            />
          )}
        </Field>
        <Field
          label="Until"
          hint="To the end of that day, UTC; empty: until it is revoked"
          error={failure?.field === "expires" ? failure.message : null}
        >
          {(id, described) => (
            <Input
              id={id}
              aria-describedby={described}
              type="date"
              value={expires}
              onChange={(event) => setExpires(event.target.value)}
            />
          )}
        </Field>
      </div>
      {failure === null ? null : (
        <p role="alert" className="break-words text-high">
          {failure.message} {failure.remedy}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!ready || accept.isPending}>
          Accept
        </Button>
      </div>
    </form>
  );
}

const scopes: readonly { readonly value: Scope; readonly label: string }[] = [
  { value: "finding", label: "This finding" },
  { value: "subject", label: "What this rule finds at some subjects" },
  { value: "rule", label: "All that this rule finds" },
];

function selectorsOf(scope: Scope, row: FindingDetail["row"], subject: string): Partial<AcceptanceBody> {
  if (scope === "finding") return { finding: row.id };
  return scope === "rule" ? { rule: row.rule } : { rule: row.rule, subject };
}

function Field({
  label,
  hint,
  error = null,
  children,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  children: (id: string, described: string | undefined) => ReactNode;
}) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children(id, note === undefined ? undefined : `${id}-note`)}
      {note === undefined ? null : (
        <p id={`${id}-note`} className={cx("text-xs", error === null ? "text-n8" : "text-high")}>
          {note}
        </p>
      )}
    </div>
  );
}
