import type { IconName } from "@/components/ui/icons";

export interface Place {
  readonly href: string;
  readonly title: string;
  readonly icon: IconName;
  /** Pressed after g. */
  readonly key: string;
}

/** The main pages, in the order of the navigation. */
export const places: readonly Place[] = [
  { href: "/", title: "Overview", icon: "overview", key: "o" },
  { href: "/map", title: "Map", icon: "map", key: "m" },
  { href: "/ask", title: "Ask", icon: "ask", key: "a" },
  { href: "/workloads", title: "Workloads", icon: "workload", key: "w" },
  { href: "/roles", title: "Roles", icon: "role", key: "r" },
  { href: "/findings", title: "Findings", icon: "findings", key: "f" },
  { href: "/changes", title: "Changes", icon: "changes", key: "d" },
  { href: "/activity", title: "Activity", icon: "activity", key: "t" },
  { href: "/reviews", title: "Reviews", icon: "reviews", key: "v" },
  { href: "/reports", title: "Reports", icon: "report", key: "p" },
  { href: "/coverage", title: "Coverage", icon: "coverage", key: "c" },
];

export function isAt(place: Place, pathname: string): boolean {
  return place.href === "/" ? pathname === "/" : pathname === place.href || pathname.startsWith(`${place.href}/`);
}
