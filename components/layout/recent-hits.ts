import type { SearchHit } from "@/lib/contracts/api";

/** The last things opened from the palette, newest first. Kept for this tab and page load only: names are estate data. */
const most = 6;
let recent: readonly SearchHit[] = [];

export function recentHits(): readonly SearchHit[] {
  return recent;
}

export function rememberHit(hit: SearchHit): void {
  recent = [hit, ...recent.filter((old) => old.href !== hit.href)].slice(0, most);
}
