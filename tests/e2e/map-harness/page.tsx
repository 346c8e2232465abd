/** A page with the map and what pages around it provide. */
import { QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/react";
import { createRoot } from "react-dom/client";
import { AccessMap } from "@/components/map/access-map";
import { PreferencesProvider } from "@/components/shared/preferences";
import { parsePreferences } from "@/components/shared/preferences-value";
import { LiveRegion } from "@/components/ui/live-region";
import { ToastProvider } from "@/components/ui/toast";
import { makeQueryClient } from "@/lib/client/query-client";
import { SnapshotChoiceProvider } from "@/lib/client/snapshot-choice";

const client = makeQueryClient(() => undefined);
const look = parsePreferences(new URLSearchParams(location.hash.slice(1)).get("look") ?? undefined);
document.documentElement.dataset.theme = look.theme;
document.documentElement.dataset.density = look.density;

createRoot(document.getElementById("root")!).render(
  <NuqsAdapter>
    <QueryClientProvider client={client}>
      <PreferencesProvider initial={look}>
        <LiveRegion>
          <ToastProvider>
            <SnapshotChoiceProvider>
              <div className="flex h-dvh print:block print:h-auto">
                <div data-chrome className="hidden w-nav shrink-0 border-line border-r lg:block" />
                <main className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto print:block print:overflow-visible">
                  <AccessMap />
                </main>
              </div>
            </SnapshotChoiceProvider>
          </ToastProvider>
        </LiveRegion>
      </PreferencesProvider>
    </QueryClientProvider>
  </NuqsAdapter>,
);
