import type { LookupWindow } from "./ports";

/** What a window of LookupEvents is known by. */
export function windowName({ account, region, selector, from, to }: LookupWindow): string {
  return [account, region, selector.key, selector.value, from, to].join(" ");
}
