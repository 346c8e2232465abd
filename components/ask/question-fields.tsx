"use client";
import { type ComponentProps, type ReactNode, useState } from "react";
import { KindIcon } from "@/components/shared/kind-icon";
import { SuggestInput } from "@/components/ui/suggest-input";
import { useSuggestions } from "@/lib/client/suggestions";
import type { SearchHit } from "@/lib/contracts/api";

/** A labelled field of a question: label over field. */
export function QuestionField({
  label,
  children,
  className,
}: {
  label: string;
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <div className={className}>
      <p aria-hidden="true" className="mb-0.5 text-n8 text-xs">
        {label}
      </p>
      {children}
    </div>
  );
}

/** A field that offers things of the estate by name; what goes into the question is their id, ARN or action. */
export function ThingInput({
  label,
  kinds,
  value,
  onChange,
  placeholder,
  invalid = false,
}: {
  label: string;
  kinds: readonly SearchHit["kind"][];
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  invalid?: boolean;
}) {
  const hits = useSuggestions(value, kinds);
  return (
    <SuggestInput
      label={label}
      value={value}
      onChange={onChange}
      placeholder={placeholder}
      invalid={invalid}
      mono
      suggestions={hits
        .filter((hit) => (hit.value ?? hit.title) !== value)
        .map((hit) => ({
          value: hit.value ?? hit.title,
          label: (
            <>
              <KindIcon kind={hit.kind} />
              <span className="min-w-0 flex-1 truncate">{hit.title}</span>
              <span className="max-w-1/2 truncate text-n8 text-xs">{hit.context}</span>
            </>
          ),
        }))}
    />
  );
}

/** The same with its label over it. */
export function ThingField({ className, ...input }: ComponentProps<typeof ThingInput> & { className?: string }) {
  return (
    <QuestionField label={input.label} className={className}>
      <ThingInput {...input} />
    </QuestionField>
  );
}

/** What stands in the fields until the question is asked; follows the address when that changes by itself. */
export function useDraft<T extends Readonly<Record<string, string>>>(asked: T): [T, (change: Partial<T>) => void] {
  const [held, setHeld] = useState({ asked, draft: asked });
  const same = Object.keys(asked).every((key) => held.asked[key] === asked[key]);
  // Set while drawing, as React advises for state that follows other state.
  if (!same) setHeld({ asked, draft: asked });
  return [same ? held.draft : asked, (change) => setHeld((old) => ({ ...old, draft: { ...old.draft, ...change } }))];
}
