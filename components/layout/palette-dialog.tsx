"use client";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Dialog, useDialogReady } from "@/components/ui/dialog";
import { backdropClass, dialogClass } from "@/components/ui/float";
import { Glyph } from "@/components/ui/icons";
import { late, useWanted } from "@/components/ui/late";

const parts = late(() => import("./command-palette"));

/**
 * The window of the palette. What searches, and the window itself, are loaded when it is first opened; what is typed until
 * then is kept, so that no letter is lost.
 */
export function PaletteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const ready = useDialogReady(open);
  const module = useWanted(parts, open);
  const typed = useRef("");
  if (!ready || module === null) return open ? <Waiting typed={typed} onClose={() => onOpenChange(false)} /> : null;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Find anything" hideTitle>
      <Taken typed={typed}>{(text) => <module.Palette onDone={() => onOpenChange(false)} typed={text} />}</Taken>
    </Dialog>
  );
}

/** What was typed counts once: the window's next opening begins empty. */
function Taken({ typed, children }: { typed: RefObject<string>; children: (text: string) => ReactNode }) {
  const [text] = useState(() => typed.current);
  useEffect(() => {
    typed.current = "";
  }, [typed]);
  return children(text);
}

/** Gives focus back before it goes, so that the window that takes its place knows where focus came from. */
function Waiting({ typed, onClose }: { typed: RefObject<string>; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const from = document.activeElement;
    input.current?.focus();
    return () => {
      if (from instanceof HTMLElement) from.focus();
    };
  }, []);
  return (
    <>
      <div className={backdropClass} onPointerDown={onClose} />
      <div role="dialog" aria-modal="true" aria-label="Find anything" className={dialogClass}>
        <div className="flex items-center gap-2 px-4">
          <span className="text-n7">
            <Glyph name="search" />
          </span>
          <input
            ref={input}
            aria-label="Find anything"
            onChange={(event) => {
              typed.current = event.target.value;
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape") onClose();
            }}
            className="h-11 w-full bg-transparent text-md outline-none"
          />
        </div>
      </div>
    </>
  );
}
