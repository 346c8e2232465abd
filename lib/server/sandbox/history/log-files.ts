/**
 * A trail's log files of one account and delivery day, as CloudTrail delivers them: some minutes late, in no order, about
 * a fifth of the records twice, in another file and now and then under another region.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { HistoryEvent } from "./event";
import type { History } from "./history";
import { hash, Seeded } from "./seeded";
import { DAY_MS } from "./sessions";
import { records, type Trail } from "./trails";

export interface LogFile {
  readonly key: string;
  readonly region: string;
  readonly body: Uint8Array;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds: when it is there. */
  readonly deliveredAt: number;
  /** How many records are in it. */
  readonly records: number;
}

const MINUTE_MS = 60_000;
/** The last days come in files of five minutes, as from CloudTrail; older ones in larger files, so that there are fewer. */
const FINE_SLOT_MS = 5 * MINUTE_MS;
const COARSE_SLOT_MS = 480 * MINUTE_MS;
const FINE_DAYS = 1;
/** Share of records that come a second time. */
const TWICE = 0.21;

/** In the order of their keys. `regions`: those of the account, in order. */
export function logFiles(
  history: History,
  trail: Trail,
  account: string,
  regions: readonly string[],
  day: number,
): readonly LogFile[] {
  const files = new Map<string, HistoryEvent[]>();
  for (const region of regions) {
    // The previous day's last events may be delivered on this one; a second copy comes one slot later.
    for (const of of [day - DAY_MS, day]) {
      for (const event of history.events(account, region, of)) {
        if (!records(trail, event, history.members)) continue;
        for (const delivery of deliveries(event, region, regions, history.today)) {
          if (Math.floor(delivery.at / DAY_MS) * DAY_MS !== day) continue;
          const key = `${delivery.region}|${delivery.at}`;
          const list = files.get(key);
          if (list === undefined) files.set(key, [event]);
          else list.push(event);
        }
      }
    }
  }
  return [...files]
    .map(([place, events]) => {
      const [region = "", at = "0"] = place.split("|");
      return fileOf(trail, account, region, Number(at), events);
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function deliveries(
  event: HistoryEvent,
  region: string,
  regions: readonly string[],
  today: number,
): { readonly region: string; readonly at: number }[] {
  const random = new Seeded(event.id);
  // Median 3.2 minutes, 10.1 at most, as measured at a real trail.
  const lag = (1.2 + 8.9 * random.next() ** 2.2) * MINUTE_MS;
  const first = slotEnd(event.time + lag, today);
  if (!random.chance(TWICE)) return [{ region, at: first }];
  const second = random.chance(0.5) ? (regions[hash(event.id) % regions.length] ?? region) : region;
  return [
    { region, at: first },
    { region: second, at: slotEnd(first + 1, today) },
  ];
}

function slotEnd(time: number, today: number): number {
  const slot = time >= today - FINE_DAYS * DAY_MS ? FINE_SLOT_MS : COARSE_SLOT_MS;
  return Math.ceil(time / slot) * slot;
}

function fileOf(trail: Trail, account: string, region: string, at: number, events: readonly HistoryEvent[]): LogFile {
  const shuffled = [...events].sort((a, b) => hash(a.id) - hash(b.id) || (a.id < b.id ? -1 : 1));
  const body = gzipSync(`{"Records":[${shuffled.map((event) => JSON.stringify(event.record)).join(",")}]}`, {
    level: 1,
  });
  const stamp = new Date(at).toISOString();
  const date = stamp.slice(0, 10).replaceAll("-", "/");
  const minute = `${stamp.slice(0, 10).replaceAll("-", "")}T${stamp.slice(11, 16).replace(":", "")}Z`;
  const unique = new Seeded(`${trail.arn}|${account}|${region}|${at}`).letters(16);
  return {
    key: `${trail.root}${account}/CloudTrail/${region}/${date}/${account}_CloudTrail_${region}_${minute}_${unique}.json.gz`,
    region,
    body,
    etag: createHash("md5").update(body).digest("hex"),
    deliveredAt: at,
    records: events.length,
  };
}
