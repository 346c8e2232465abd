"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { type ReactNode, useState } from "react";
import { cx } from "./cx";
import { floatClass } from "./float";
import { fieldClass } from "./input";

export interface Suggestion {
  /** What is put into the field. */
  readonly value: string;
  readonly label: ReactNode;
}

/** A text field that offers what it could be while one types. Whatever is typed counts; the offers only help. */
export function SuggestInput({
  label,
  value,
  onChange,
  suggestions,
  placeholder,
  mono = false,
  invalid = false,
  className,
  name,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly Suggestion[];
  placeholder?: string;
  mono?: boolean;
  invalid?: boolean;
  className?: string;
  name?: string;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Autocomplete.Root
      items={suggestions}
      // Without an offer there is no window: an open one keeps readers from the rest of the page.
      open={open && suggestions.length > 0}
      onOpenChange={(next) => setOpen(next)}
      mode="none"
      value={value}
      onValueChange={(next) => onChange(next)}
      itemToStringValue={(item: Suggestion) => item.value}
    >
      <Autocomplete.Input
        aria-label={label}
        aria-invalid={invalid || undefined}
        placeholder={placeholder}
        name={name}
        spellCheck={false}
        autoComplete="off"
        className={cx(fieldClass, mono && "font-mono text-xs", className)}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} align="start" className="z-50">
          <Autocomplete.Popup
            className={cx(
              floatClass,
              "max-h-80 w-(--anchor-width) min-w-72 max-w-[calc(100vw-1rem)] overflow-y-auto p-1",
            )}
          >
            <Autocomplete.List aria-label={`Suggestions for ${label.toLowerCase()}`}>
              {(item: Suggestion) => (
                <Autocomplete.Item
                  key={item.value}
                  value={item}
                  className="flex min-h-7 cursor-default items-center gap-2 rounded-control px-2 data-highlighted:bg-n3"
                >
                  {item.label}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
