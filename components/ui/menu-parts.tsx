"use client";
import { Menu as Base } from "@base-ui/react/menu";
import { type ReactElement, type ReactNode, type Ref, useState } from "react";
import { cx } from "./cx";
import { floatClass } from "./float";
import { Glyph } from "./icons";

const itemClass =
  "flex min-h-7 cursor-default items-center gap-2 rounded-control px-2 outline-none select-none data-highlighted:bg-n3";

export function MenuWindow({
  trigger,
  triggerRef,
  children,
  align,
}: {
  trigger: ReactElement;
  triggerRef: Ref<HTMLButtonElement>;
  children: ReactNode;
  align: "start" | "end";
}) {
  // The menu stands in the landmark of its button, so that readers know where it belongs.
  const [place, setPlace] = useState<HTMLSpanElement | null>(null);
  return (
    <Base.Root>
      <Base.Trigger ref={triggerRef} render={trigger} />
      <span ref={setPlace} className="contents" />
      <Base.Portal container={place}>
        <Base.Positioner sideOffset={6} align={align} collisionPadding={8} className="z-50">
          <Base.Popup className={cx(floatClass, "min-w-48 p-1")}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ children, onSelect }: { children: ReactNode; onSelect: () => void }) {
  return (
    <Base.Item className={itemClass} onClick={onSelect}>
      {children}
    </Base.Item>
  );
}

/** One choice of several, with its heading. */
export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-0.5 text-n8 text-xs">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={itemClass} closeOnClick={false}>
            <span className="flex w-4 justify-center">
              <Base.RadioItemIndicator>
                <Glyph name="check" size={14} />
              </Base.RadioItemIndicator>
            </span>
            {option.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
