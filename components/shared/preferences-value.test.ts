import { describe, expect, it } from "vitest";
import { defaultPreferences, formatPreferences, parsePreferences } from "./preferences-value";

describe("preferences", () => {
  it("survive the cookie", () => {
    const chosen = { theme: "dark", density: "compact", zone: "local", keys: "off" } as const;
    expect(parsePreferences(formatPreferences(chosen))).toEqual(chosen);
  });

  it.each([undefined, "", "x", "dark", "__proto__.constructor.utc.on"])("read %s without harm", (text) => {
    expect(parsePreferences(text)).toEqual({ ...defaultPreferences, theme: text === "dark" ? "dark" : "system" });
  });
});
