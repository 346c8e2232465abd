/** What a reader has chosen about the look. Kept in a cookie, so that the server draws the right theme at once. */

export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  readonly density: "compact" | "default" | "comfortable";
  readonly zone: "utc" | "local";
  /** Shortcuts of a single key may be switched off (WCAG 2.1.4). */
  readonly keys: "on" | "off";
}

export const preferencesCookie = "podlens-look";

export const defaultPreferences: Preferences = { theme: "system", density: "default", zone: "utc", keys: "on" };

const choices: { readonly [K in keyof Preferences]: readonly Preferences[K][] } = {
  theme: ["system", "light", "dark"],
  density: ["compact", "default", "comfortable"],
  zone: ["utc", "local"],
  keys: ["on", "off"],
};

/** "dark.default.utc.on"; anything else, or a part that is not known, is the default. */
export function parsePreferences(text: string | undefined): Preferences {
  const [theme, density, zone, keys] = (text ?? "").split(".");
  return {
    theme: known("theme", theme),
    density: known("density", density),
    zone: known("zone", zone),
    keys: known("keys", keys),
  };
}

export function formatPreferences(value: Preferences): string {
  return [value.theme, value.density, value.zone, value.keys].join(".");
}

/** Pixels; the same figures as `--row` in tokens.css. */
export const rowHeights: Record<Preferences["density"], number> = { compact: 24, default: 28, comfortable: 36 };

function known<K extends keyof Preferences>(key: K, text: string | undefined): Preferences[K] {
  return choices[key].find((choice) => choice === text) ?? defaultPreferences[key];
}
