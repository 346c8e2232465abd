"use client";
import { useEffect, useState } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";
import { Glyph, type IconName } from "./icons";
import { useAnnounce } from "./live-region";

/** Puts `text` on the clipboard and says so. Where the browser denies it, says that instead. */
export function CopyButton({
  text,
  what,
  className,
  icon = "copy",
}: {
  /** A function where the text is only known when the button is pressed. */
  text: string | (() => string);
  what: string;
  className?: string;
  icon?: IconName;
}) {
  const announce = useAnnounce();
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 1600);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setState("done");
      announce(`Copied ${what}`);
    } catch {
      setState("failed");
      announce(`The browser did not allow copying ${what}: select the text instead`);
    }
  }

  return (
    <IconButton label={`Copy ${what}`} onClick={copy} className={cx("size-6", className)} data-chrome>
      {state === "done" ? <Glyph name="check" size={14} /> : null}
      {state === "failed" ? <Glyph name="cross" size={14} /> : null}
      {state === "idle" ? <Glyph name={icon} size={14} /> : null}
    </IconButton>
  );
}
