/** The rows of a who-can answer as numbers: a question that half the estate can do is answered as fast as any other. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { visitBindings } from "@/lib/domain/access/binding-answers";
import { LEVELS } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import type { WhoCan } from "@/lib/domain/access/who-can";
import type { SnapshotView } from "../snapshot-view";
import { entriesByBinding } from "./workloads-of";

export interface FoundRows {
  /** Places in the list of workloads: best first, then in the order of the list. */
  readonly places: Int32Array;
  /** By place: of the best way. */
  readonly levels: Uint8Array;
  readonly depths: Uint16Array;
  /** Rows by level, and those that only an assumed role lets. */
  readonly byLevel: readonly number[];
  readonly onward: number;
  /** Roles whose credentials lead there. */
  readonly roles: number;
}

const NOT_FOUND = 255;
const DEEPEST = 999;

export function findRows(view: SnapshotView, index: AccessIndex, answer: WhoCan): FoundRows {
  const rows = view.workloads().length;
  const levels = new Uint8Array(rows).fill(NOT_FOUND);
  const depths = new Uint16Array(rows);
  const roles = new Set<string>();
  let count = 0;
  const add = (place: number, level: number, depth: number) => {
    const known = levels[place]!;
    if (known === NOT_FOUND) count++;
    if (level > known || (level === known && depth >= depths[place]!)) return;
    levels[place] = level;
    depths[place] = depth;
  };
  const single = singlePlaces(view, index);
  let last: Profile | null = null;
  visitBindings(index, answer, (profile, at, level, depth) => {
    if (profile !== last) roles.add(profile.roleArn);
    last = profile;
    const steps = Math.min(DEEPEST, depth);
    const place = single[profile.number]![at]!;
    if (place >= 0) add(place, level, steps);
    else for (const each of entriesByBinding(view).get(index.bindingsOf(profile)[at]!) ?? []) add(each, level, steps);
  });
  const found = new Int32Array(count);
  for (let place = 0, at = 0; place < rows; place++) if (levels[place] !== NOT_FOUND) found[at++] = place;
  return { ...ordered(found, levels, depths), levels, depths, roles: roles.size };
}

/** Of places that ascend. Sorted by counting: there are few levels and few steps. */
function ordered(
  found: Int32Array,
  levels: Uint8Array,
  depths: Uint16Array,
): Pick<FoundRows, "places" | "byLevel" | "onward"> {
  const counts = new Int32Array(LEVELS.length * (DEEPEST + 1));
  const byLevel = LEVELS.map(() => 0);
  let onward = 0;
  for (const place of found) {
    const level = levels[place]!;
    counts[level * (DEEPEST + 1) + depths[place]!]!++;
    byLevel[level]!++;
    if (depths[place]! > 0) onward++;
  }
  let start = 0;
  for (let key = 0; key < counts.length; key++) {
    const count = counts[key]!;
    counts[key] = start;
    start += count;
  }
  const places = new Int32Array(start);
  for (const place of found) {
    places[counts[levels[place]! * (DEEPEST + 1) + depths[place]!]!++] = place;
  }
  return { places, byLevel, onward };
}

/** By profile, then as its bindings stand: the one row of each; -1 where it has none or several. */
function singlePlaces(view: SnapshotView, index: AccessIndex): readonly Int32Array[] {
  return view.kept("workloads by profile", () => {
    const entries = entriesByBinding(view);
    return index.book.profiles.map((profile) =>
      Int32Array.from(index.bindingsOf(profile), (binding) => {
        const places = entries.get(binding);
        return places?.length === 1 ? places[0]! : -1;
      }),
    );
  });
}
