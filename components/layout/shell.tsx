"use client";
import { type ReactNode, useCallback, useState } from "react";
import { usePreferences } from "@/components/shared/preferences";
import { late, useWanted } from "@/components/ui/late";
import { ScanProgressProvider } from "@/lib/client/scan-progress";
import { SnapshotChoiceProvider } from "@/lib/client/snapshot-choice";
import { EstateGate } from "./estate-gate";
import { Nav } from "./nav";
import { PaletteDialog } from "./palette-dialog";
import { PrintHeader } from "./print-header";
import { ScanEnd } from "./scan-end";
import { TopBar } from "./top-bar";
import { useShortcuts } from "./use-shortcuts";

const sheetParts = late(() => import("./shortcut-sheet"));
const drawerParts = late(() => import("./nav-drawer"));

/** The frame of every page: navigation, bar, palette. `firstStart` stands in for pages while there is no snapshot. */
export function Shell({ firstStart, children }: { firstStart: ReactNode; children: ReactNode }) {
  return (
    <SnapshotChoiceProvider>
      <ScanProgressProvider>
        <Frame firstStart={firstStart}>{children}</Frame>
      </ScanProgressProvider>
    </SnapshotChoiceProvider>
  );
}

function Frame({ firstStart, children }: { firstStart: ReactNode; children: ReactNode }) {
  const { preferences } = usePreferences();
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [menu, setMenu] = useState(false);
  const shortcuts = useWanted(sheetParts, sheet);
  const drawer = useWanted(drawerParts, menu);
  const openPalette = useCallback(() => setPalette(true), []);
  const openSheet = useCallback(() => setSheet(true), []);
  useShortcuts({ singleKeys: preferences.keys === "on", onSearch: openPalette, onSheet: openSheet });

  return (
    <div className="flex h-dvh print:block print:h-auto">
      <a
        href="#content"
        data-chrome
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-control bg-n10 px-3 py-2 text-n0 focus:translate-y-0"
      >
        Skip to content
      </a>
      <div data-chrome className="hidden w-nav shrink-0 border-line border-r lg:block">
        <Nav />
      </div>
      {drawer === null ? null : <drawer.NavDrawer open={menu} onOpenChange={setMenu} />}
      <div className="flex min-w-0 flex-1 flex-col print:block">
        <TopBar onMenu={() => setMenu(true)} onSearch={openPalette} onShortcuts={openSheet} />
        <PrintHeader />
        <main
          id="content"
          tabIndex={-1}
          className="relative flex min-h-0 flex-1 flex-col overflow-y-auto print:block print:overflow-visible"
        >
          <EstateGate firstStart={firstStart}>{children}</EstateGate>
        </main>
      </div>
      <PaletteDialog open={palette} onOpenChange={setPalette} />
      <ScanEnd />
      {shortcuts === null ? null : <shortcuts.ShortcutSheet open={sheet} onOpenChange={setSheet} />}
    </div>
  );
}
