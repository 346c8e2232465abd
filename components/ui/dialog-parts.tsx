"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode, RefObject } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";
import { backdropClass, dialogClass } from "./float";
import { Glyph } from "./icons";

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly className?: string;
  /** The title is then for readers only. */
  readonly hideTitle?: boolean;
  /** Where focus goes afterwards; without it, to where it was when the window was drawn. */
  readonly finalFocus?: RefObject<HTMLElement | null>;
}

export function DialogWindow({
  open,
  onOpenChange,
  title,
  children,
  className,
  hideTitle = false,
  finalFocus,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup className={cx(dialogClass, className)} {...(finalFocus ? { finalFocus } : {})}>
          {hideTitle ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <div className="flex items-center justify-between border-line border-b py-2 pr-2 pl-4">
              <Base.Title className="font-semibold text-md">{title}</Base.Title>
              <Base.Close render={<IconButton label="Close">{<Glyph name="cross" size={14} />}</IconButton>} />
            </div>
          )}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
