"use client";
import { Button, IconButton } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Kbd } from "@/components/ui/kbd";
import { CopyLink } from "./copy-link";
import { LookMenu } from "./look-menu";
import { ScanControl } from "./scan-control";
import { SnapshotStamp } from "./snapshot-stamp";
import { ZoneSwitch } from "./zone-switch";

export function TopBar({
  onMenu,
  onSearch,
  onShortcuts,
}: {
  onMenu: () => void;
  onSearch: () => void;
  onShortcuts: () => void;
}) {
  return (
    <header
      data-chrome
      className="flex h-bar shrink-0 items-center gap-1 border-line border-b bg-n0 pr-2 pl-1 sm:gap-2 lg:pl-gutter"
    >
      <IconButton label="Menu" onClick={onMenu} className="size-8 lg:hidden">
        <Glyph name="menu" />
      </IconButton>
      <div className="min-w-0 flex-1">
        <SnapshotStamp />
      </div>
      <Button variant="plain" onClick={onSearch} className="w-52 justify-start font-normal text-n8 max-md:hidden">
        <Glyph name="search" size={14} />
        <span className="flex-1 text-left">Find anything</span>
        <Kbd>Ctrl K</Kbd>
      </Button>
      <IconButton label="Find anything" onClick={onSearch} className="md:hidden">
        <Glyph name="search" />
      </IconButton>
      <CopyLink />
      <ScanControl />
      <ZoneSwitch />
      <LookMenu onShortcuts={onShortcuts} />
    </header>
  );
}
