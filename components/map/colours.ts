"use client";
import { useEffect, useState } from "react";

/** Colours of canvas and pictures, taken from the tokens: the canvas cannot read them by itself. */
export interface MapColours {
  readonly ground: string;
  readonly line: string;
  readonly faint: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly text: string;
  readonly quiet: string;
  readonly border: string;
  readonly broken: string;
  readonly doubtful: string;
  readonly unknown: string;
}

export function readColours(element: Element): MapColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: token("--n0"),
    line: token("--n7"),
    faint: token("--n4"),
    accent: token("--accent"),
    accentSoft: token("--accent-soft"),
    text: token("--n10"),
    quiet: token("--n8"),
    border: token("--n5"),
    broken: token("--severity-high"),
    doubtful: token("--severity-medium"),
    unknown: token("--severity-info"),
  };
}

/** Read again whenever the theme changes, by choice or by the system. */
export function useMapColours(): MapColours {
  const [colours, setColours] = useState(() => readColours(document.documentElement));
  useEffect(() => {
    const root = document.documentElement;
    const read = () => setColours(readColours(root));
    const observer = new MutationObserver(read);
    observer.observe(root, { attributes: true, attributeFilter: ["data-theme", "class", "style"] });
    const media = window.matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", read);
    return () => {
      observer.disconnect();
      media.removeEventListener("change", read);
    };
  }, []);
  return colours;
}
