"use client";
import { type ComponentType, useEffect, useRef, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Glyph } from "@/components/ui/icons";

type PaletteType = ComponentType<{ onDone: () => void; typed: string }>;

let loaded: PaletteType | null = null;

/**
 * The window of the palette. What searches is loaded when it is first opened; what is typed until then is kept, so that
 * no letter is lost.
 */
export function PaletteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [Palette, setPalette] = useState<PaletteType | null>(() => loaded);
  useEffect(() => {
    if (!open || loaded !== null) return;
    void import("./command-palette").then((module) => {
      loaded = module.Palette;
      setPalette(() => module.Palette);
    });
  }, [open]);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Find anything" hideTitle>
      <Contents Palette={Palette} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Contents({ Palette, onDone }: { Palette: PaletteType | null; onDone: () => void }) {
  const typed = useRef("");
  if (Palette !== null) return <Palette onDone={onDone} typed={typed.current} />;
  return (
    <div className="flex items-center gap-2 px-4">
      <span className="text-n7">
        <Glyph name="search" />
      </span>
      <input
        // biome-ignore lint/a11y/noAutofocus: the window was opened to type into it
        autoFocus
        aria-label="Find anything"
        onChange={(event) => {
          typed.current = event.target.value;
        }}
        className="h-11 w-full bg-transparent text-md outline-none"
      />
    </div>
  );
}
