"use client";
import { Toast as Base } from "@base-ui/react/toast";
import { useEffect } from "react";
import { IconButton } from "./button";
import { Glyph } from "./icons";

export interface ToastMessage {
  readonly title: string;
  readonly description?: string;
}

/** Short messages in the corner, read out too. They wait while pointed at. `onReady` is given what adds one. */
export function ToastRegion({ onReady }: { onReady: (add: (message: ToastMessage) => void) => void }) {
  return (
    <Base.Provider timeout={6000}>
      <Base.Portal>
        <Base.Viewport
          className="fixed right-4 bottom-4 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2"
          data-chrome
        >
          <Toasts onReady={onReady} />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts({ onReady }: { onReady: (add: (message: ToastMessage) => void) => void }) {
  const { toasts, add } = Base.useToastManager();
  useEffect(() => onReady((message) => void add(message)), [onReady, add]);
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
