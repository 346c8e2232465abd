/** What was watched, as stretches of days with one state each, from trails, their changes and what was read. */
import type { ActivityCoverage, CoverageRow, WatchState } from "@/lib/contracts/api/activity";
import {
  coverageOf,
  type DayCoverage,
  neverRecorded,
  reaches,
  type WatchClass,
  type WatchedDay,
  type WatchingTrail,
  watchClasses,
} from "@/lib/domain/activity/coverage";
import { type DigestRow, digestRows } from "@/lib/domain/activity/digest";
import { servicePrefix } from "@/lib/domain/activity/event-action";
import type { WatchedStretch } from "@/lib/domain/activity/watch";
import type { WatchRecords } from "@/lib/domain/activity/watch-records";
import { gapLine, reasonText } from "./ingest-progress";
import type { ActivityQueries, TrailFacts, WatchedFacts } from "./ports";

const DAY = 24 * 3600_000;
const MOST_DAYS = 400;

interface Range {
  readonly from: string;
  readonly to: string;
}

export async function activityCoverage(
  queries: Pick<ActivityQueries, "watched" | "span">,
  range: Range,
  only: { readonly accounts: readonly string[]; readonly regions: readonly string[] },
): Promise<ActivityCoverage> {
  const facts = await queries.watched(range);
  const rows = coverageRows(facts, range).filter(
    ({ accountId, region }) =>
      (only.accounts.length === 0 || only.accounts.includes(accountId)) &&
      (only.regions.length === 0 || only.regions.includes(region)),
  );
  const digests = digestCoverage(facts).filter(
    ({ accountId, region }) =>
      (only.accounts.length === 0 || only.accounts.includes(accountId)) &&
      (only.regions.length === 0 || only.regions.includes(region)),
  );
  return {
    ...range,
    rows,
    notRecordable: neverRecorded,
    digests,
    files: facts.files,
    delegated: facts.delegated,
    skipped: facts.skipped.map((each) => ({ ...each, text: reasonText(each.reason) })),
    unrecognised: facts.unrecognised,
    gaps: facts.gaps.map(({ gap }) => gapLine(gap)),
    ...(await queries.span()),
  };
}

/** Whether the files were checked against CloudTrail's digests; sources without files have none. */
export function digestCoverage({ digests, fileDays }: WatchedFacts): readonly DigestRow[] {
  const asked = new Set(digests?.sources ?? []);
  return digestRows(
    digests?.days ?? [],
    fileDays.map(({ source, account, region, day }) => ({ account, region, day, asked: asked.has(source) })),
  );
}

export function coverageRows(facts: WatchedFacts, range: Range): CoverageRow[] {
  const days = daysOf(range);
  const trails = facts.trails.map(({ account, trail }) => watching(account, trail, facts.changes));
  const index = indexOf(facts, days);
  const rows: CoverageRow[] = [];
  const delivered = facts.trails.map(({ trail }) => deliveryDays(facts, trail.bucket));
  for (const { accountId, region } of placesOf(facts)) {
    const reaching = trails.filter((trail) => reaches(trail, accountId, region));
    const quiet = (day: string) =>
      trails.some((trail, i) => reaches(trail, accountId, region) && (delivered[i]?.has(day) ?? false));
    for (const kind of watchClasses)
      for (const { from, to, found } of stretches(days, (day) =>
        coverageOf(kind, { ...index.day(accountId, region, day), quiet: quiet(day) }, reaching),
      )) {
        const read = found.state === "recorded" || found.state === "partly";
        const recordedUntil = read ? index.until(accountId, region, to) : null;
        rows.push({ accountId, region, class: kind, from, to, recordedUntil, ...found });
      }
  }
  return rows;
}

/** What is kept of recorded activity for "not seen": coverage by region, and what trails tell of regions without records. */
export function watchRecords(facts: WatchedFacts, range: Range): WatchRecords {
  const stretches = coverageRows(facts, range).map(({ recordedUntil: _, sources: __, ...stretch }) => stretch);
  const accounts = [...new Set(stretches.map(({ accountId }) => accountId))];
  return {
    from: range.from,
    to: range.to,
    stretches,
    elsewhere: coverageElsewhere(facts, range, accounts),
    leftOut: Object.fromEntries(accounts.map((account) => [account, servicesLeftOut(facts, account)])),
  };
}

/** Of regions of which nothing was read: only trails of all regions say something of them, on days that others have files of. */
function coverageElsewhere(facts: WatchedFacts, range: Range, accounts: readonly string[]): WatchedStretch[] {
  const days = daysOf(range);
  const everywhere = facts.trails
    .filter(({ trail }) => trail.multiRegion)
    .map(({ account, trail }) => ({
      trail: watching(account, trail, facts.changes),
      delivered: deliveryDays(facts, trail.bucket),
    }));
  const disturbed = new Set(facts.changes.map(({ account, time }) => `${account} ${time.slice(0, 10)}`));
  return accounts.flatMap((accountId) => {
    const reaching = everywhere.filter(({ trail }) => trail.organization || trail.accountId === accountId);
    const trails = reaching.map(({ trail }) => trail);
    return watchClasses.flatMap((kind) =>
      stretches(days, (day) => {
        const quiet = reaching.some(({ delivered }) => delivered.has(day));
        const seen = new Set<WatchClass>();
        return coverageOf(
          kind,
          { day, files: false, quiet, history: false, disturbed: disturbed.has(`${accountId} ${day}`), seen },
          trails,
        );
      }).map(({ from, to, found: { state, because } }) => ({
        accountId,
        region: "",
        class: kind,
        from,
        to,
        state,
        because,
      })),
    );
  });
}

/**
 * Services whose management events a trail that reaches the account leaves out. null = no trail's selectors were read, so
 * that it is not known. One trail that leaves something out is enough: which one's files were read is not told apart.
 */
function servicesLeftOut(facts: WatchedFacts, accountId: string): readonly string[] | null {
  const reaching = facts.trails.filter(({ account, trail }) => trail.organization || account === accountId);
  const read = reaching.flatMap(({ trail }) => trail.management ?? []);
  if (read.length === 0 || read.length < reaching.length) return null;
  return [...new Set(read.flatMap(({ excludedSources }) => excludedSources.map(servicePrefix)))].sort();
}

/** Days for which files of the trail's own bucket were read: one listing brings those of all accounts and regions. */
function deliveryDays(facts: WatchedFacts, bucket: string | null): ReadonlySet<string> {
  const id = `s3:${bucket}`;
  const own =
    bucket === null ? [] : facts.fileDays.filter(({ source }) => source === id || source.startsWith(`${id}/`));
  return new Set(own.map(({ day }) => day));
}

interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly found: DayCoverage;
}

/** Days that follow each other with the same state and reason, as one. */
function stretches(days: readonly string[], of: (day: string) => DayCoverage): Stretch[] {
  const joined: Stretch[] = [];
  for (const day of days) {
    const found = of(day);
    const last = joined.at(-1);
    if (last && last.found.state === found.state && last.found.because === found.because)
      joined[joined.length - 1] = { ...last, to: day };
    else joined.push({ from: day, to: day, found });
  }
  return joined;
}

/** Whether "none seen" means anything for these accounts, in words. */
export async function watchState(
  queries: Pick<ActivityQueries, "watched">,
  range: Range,
  accounts: readonly string[] | null,
  kinds: readonly WatchClass[],
): Promise<WatchState> {
  return watchStateOf(coverageRows(await queries.watched(range), range), accounts, kinds);
}

/** The same, of rows that are there already. `accounts` null = all. */
export function watchStateOf(
  coverage: readonly CoverageRow[],
  accounts: readonly string[] | null,
  kinds: readonly WatchClass[],
): WatchState {
  const rows = coverage.filter(
    (row) => kinds.includes(row.class) && (accounts === null || accounts.includes(row.accountId)),
  );
  if (rows.length === 0)
    return { state: "none", until: null, limits: ["Nothing was read of these accounts: nothing can be said of use."] };
  const recorded = rows.filter(({ state }) => state === "recorded");
  const limits = new Set<string>();
  for (const row of rows)
    if (row.state !== "recorded")
      limits.add(`${row.accountId} ${row.region}, ${row.from} to ${row.to}: ${row.because}`);
  const until = rows.reduce<string | null>(
    (latest, { recordedUntil }) =>
      recordedUntil !== null && (latest === null || recordedUntil > latest) ? recordedUntil : latest,
    null,
  );
  const state =
    recorded.length === rows.length
      ? "all"
      : recorded.length > 0 || rows.some((row) => row.state === "partly")
        ? "part"
        : "none";
  return { state, until, limits: [...limits].slice(0, 20) };
}

function daysOf({ from, to }: Range): string[] {
  const first = Math.floor(Date.parse(from) / DAY);
  const last = Math.floor((Date.parse(to) - 1) / DAY);
  const start = Math.max(first, last - MOST_DAYS + 1);
  return Array.from({ length: Math.max(0, last - start + 1) }, (_, i) =>
    new Date((start + i) * DAY).toISOString().slice(0, 10),
  );
}

function placesOf(facts: WatchedFacts): { accountId: string; region: string }[] {
  const found = new Map<string, { accountId: string; region: string }>();
  for (const { account, region } of [...facts.places, ...facts.fileDays, ...facts.windows])
    if (account !== "" && region !== "") found.set(`${account} ${region}`, { accountId: account, region });
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

function indexOf(facts: WatchedFacts, days: readonly string[]) {
  const files = new Set(facts.fileDays.map(({ account, region, day }) => `${account} ${region} ${day}`));
  const places = new Map(facts.places.map((place) => [`${place.account} ${place.region}`, place]));
  const history = new Set<string>();
  const changes = new Set<string>();
  for (const { account, region, selector, from, to } of facts.windows) {
    const read = isOfAssumptions(selector) ? history : changes;
    // The end is exclusive: a window up to midnight has nothing of the day that begins then.
    const last = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
    for (const day of days) if (from.slice(0, 10) <= day && last >= day) read.add(`${account} ${region} ${day}`);
  }
  const disturbed = new Set(facts.changes.map(({ account, time }) => `${account} ${time.slice(0, 10)}`));
  return {
    day(account: string, region: string, day: string): WatchedDay {
      const place = places.get(`${account} ${region}`);
      const within = place !== undefined && place.first.slice(0, 10) <= day && place.last.slice(0, 10) >= day;
      const seen = new Set<WatchClass>();
      if (within && place.managementRead > 0) seen.add("management-read").add("assume");
      if (within && place.managementWrite > 0) seen.add("management-write");
      if (within && place.data > 0) seen.add("data");
      return {
        day,
        // Files whose path tells no day are known by the events that they brought.
        files: files.has(`${account} ${region} ${day}`) || within,
        history: history.has(`${account} ${region} ${day}`),
        historyOfChanges: changes.has(`${account} ${region} ${day}`),
        disturbed: disturbed.has(`${account} ${day}`),
        seen,
      };
    },
    until(account: string, region: string, day: string): string | null {
      const last = places.get(`${account} ${region}`)?.last ?? null;
      const end = `${day}T23:59:59.999Z`;
      return last !== null && last < end ? last : end;
    },
  };
}

/** "EventName=AssumeRole", or a role by its ARN: what tells of assumptions; any other is about changes. */
function isOfAssumptions(selector: string): boolean {
  return selector.startsWith("ResourceName=") || selector.startsWith("EventName=AssumeRole");
}

function watching(accountId: string, trail: TrailFacts, changes: WatchedFacts["changes"]): WatchingTrail {
  const own = changes.filter(({ subject }) => subject === trail.arn || subject === trail.name);
  const selected = own.filter(({ kind, detail }) => kind === "trail-changed" && /elector/.test(detail ?? "")).at(-1);
  return {
    arn: trail.arn,
    accountId,
    homeRegion: trail.homeRegion,
    multiRegion: trail.multiRegion,
    organization: trail.organization,
    logging: trail.logging,
    startedDay: trail.startedAt?.slice(0, 10) ?? null,
    stoppedDay: trail.stoppedAt?.slice(0, 10) ?? null,
    spells: spellsOf(own),
    selectedSince: selected?.time.slice(0, 10) ?? null,
    management: trail.management?.readWrite ?? null,
    excludesSts: trail.management?.excludedSources.includes("sts.amazonaws.com") ?? false,
    data: trail.data === null ? null : trail.data.length > 0 ? "some" : "none",
  };
}

/** From each stop to the start behind it. Changes are in order of time. */
function spellsOf(changes: WatchedFacts["changes"]): { from: string; to: string }[] {
  const spells: { from: string; to: string }[] = [];
  let stopped: string | null = null;
  for (const { kind, time } of changes) {
    if (kind === "trail-stopped") stopped ??= time.slice(0, 10);
    else if (kind === "trail-started" && stopped !== null) {
      spells.push({ from: stopped, to: time.slice(0, 10) });
      stopped = null;
    }
  }
  // Not started again, as far as it was recorded: the trail's own status decides the end.
  return spells;
}
