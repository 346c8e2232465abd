"use client";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { PreferencesProvider } from "@/components/shared/preferences";
import type { Preferences } from "@/components/shared/preferences-value";
import { LiveRegion } from "@/components/ui/live-region";
import { ToastProvider } from "@/components/ui/toast";
import { makeQueryClient } from "@/lib/client/query-client";

/** Everything that pages and shell rely on. `nonce` is the request's: no style or script goes without it. */
export function Providers({
  nonce,
  preferences,
  children,
}: {
  nonce: string | undefined;
  preferences: Preferences;
  children: ReactNode;
}) {
  const [client] = useState(() => makeQueryClient(toSignIn));
  return (
    <NuqsAdapter>
      <CSPProvider nonce={nonce} disableStyleElements>
        <QueryClientProvider client={client}>
          <PreferencesProvider initial={preferences}>
            <LiveRegion>
              <ToastProvider>{children}</ToastProvider>
            </LiveRegion>
          </PreferencesProvider>
        </QueryClientProvider>
      </CSPProvider>
    </NuqsAdapter>
  );
}

/** A whole page load, so that nothing of the session that ended stays in memory. */
function toSignIn() {
  if (window.location.pathname === "/sign-in") return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}
