"use client";
import { Toast as Base } from "@base-ui/react/toast";
import type { ReactNode } from "react";
import { IconButton } from "./button";
import { Glyph } from "./icons";

/** Short messages in the corner, read out too. They wait while pointed at. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider timeout={6000}>
      {children}
      <Base.Portal>
        <Base.Viewport
          className="fixed right-4 bottom-4 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2"
          data-chrome
        >
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className="rounded-panel border border-line bg-n0 shadow-float transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-start gap-2 py-2 pr-2 pl-3">
        <div className="min-w-0 flex-1 py-0.5">
          <Base.Title className="font-medium text-sm" />
          <Base.Description className="text-n8 text-sm" />
        </div>
        <Base.Close
          render={
            <IconButton label="Dismiss">
              <Glyph name="cross" size={14} />
            </IconButton>
          }
        />
      </Base.Content>
    </Base.Root>
  ));
}

export function useToast(): (message: { title: string; description?: string }) => void {
  const manager = Base.useToastManager();
  return (message) => {
    manager.add(message);
  };
}
