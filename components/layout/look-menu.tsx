"use client";
import { useQueryClient } from "@tanstack/react-query";
import { usePreferences } from "@/components/shared/preferences";
import { IconButton } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { apiSend } from "@/lib/client/api";
import { useStatus } from "@/lib/client/status";

/** Theme, density, time zone, shortcuts, sign-out. */
export function LookMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { preferences, choose } = usePreferences();
  const status = useStatus();
  const client = useQueryClient();

  async function signOut() {
    await apiSend("DELETE", "/api/session");
    client.clear();
    window.location.assign("/sign-in");
  }

  return (
    <Menu
      trigger={
        <IconButton label="Appearance and settings">
          <Glyph name="sliders" />
        </IconButton>
      }
    >
      <MenuChoice
        label="Theme"
        value={preferences.theme}
        onChange={(theme) => choose({ theme })}
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label="Rows"
        value={preferences.density}
        onChange={(density) => choose({ density })}
        options={[
          { value: "compact", label: "Compact" },
          { value: "default", label: "Normal" },
          { value: "comfortable", label: "Comfortable" },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label="Times"
        value={preferences.zone}
        onChange={(zone) => choose({ zone })}
        options={[
          { value: "utc", label: "UTC" },
          { value: "local", label: "Local time" },
        ]}
      />
      <MenuSeparator />
      <MenuChoice
        label="Shortcuts of one key"
        value={preferences.keys}
        onChange={(keys) => choose({ keys })}
        options={[
          { value: "on", label: "On" },
          { value: "off", label: "Off" },
        ]}
      />
      <MenuItem onSelect={onShortcuts}>
        <Glyph name="keyboard" />
        Keyboard shortcuts
      </MenuItem>
      {status.data?.auth.mode === "token" ? (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => void signOut()}>
            <Glyph name="signOut" />
            Sign out
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}
