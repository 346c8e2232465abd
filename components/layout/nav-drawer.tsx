"use client";
import { Dialog as Base } from "@base-ui/react/dialog";
import { backdropClass } from "@/components/ui/float";
import { Nav } from "./nav";

/** The navigation over the page, where there is no room for it beside. */
export function NavDrawer({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup className="fixed inset-y-0 left-0 z-50 w-64 max-w-[85vw] border-line border-r shadow-float outline-none transition-[translate,opacity] duration-150 ease-out data-ending-style:-translate-x-4 data-starting-style:-translate-x-4 data-ending-style:opacity-0 data-starting-style:opacity-0">
          <Base.Title className="sr-only">Menu</Base.Title>
          <Nav onGo={() => onOpenChange(false)} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
