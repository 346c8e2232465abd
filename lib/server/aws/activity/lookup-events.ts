/** CloudTrail's event history as a source of records: assume events of accounts and regions, and what one session did. */
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { partitionOfRegion } from "@/lib/domain/aws/arn";
import type { LookupRequest, LookupWindow, RecordPage, RecordSource } from "@/lib/server/usecases/activity/ports";
import type { ReaderRole } from "@/lib/server/usecases/scan/ports";
import type { ClientSender } from "../account-session";
import { CallError } from "../call-error";
import { type ClientContext, clientOptions } from "../clients";
import type { Connection } from "./connection";
import { gapOf } from "./gaps";
import { estimate, HISTORY_MS, lookupRegions, lookupWindows, PAGE, SETTLED_MS } from "./lookup-plan";
import { merged } from "./merge";

export interface LookupSourceOptions {
  /** The role to read each account with; null = the caller's own credentials. */
  readonly roleOf: (accountId: string) => ReaderRole;
  readonly now: () => Date;
}

const DAY_MS = 86_400_000;
/** Accounts and regions that are asked at once: each has a rate of its own. */
const PLACES = 32;
const EXPIRED_PAGE = "InvalidNextTokenException";

export function lookupEventsSource(connection: Connection, options: LookupSourceOptions): RecordSource {
  const { now, roleOf } = options;
  const open = async (account: string, region: string) =>
    (await connection.session(roleOf(account), account)).senderOf("cloudtrail", region, createCloudTrail);

  async function* place(account: string, region: string, request: LookupRequest): AsyncGenerator<RecordPage> {
    try {
      const { partition } = await connection.caller();
      const sender = await open(account, region);
      const from = new Date(Math.max(request.from.getTime(), historyStart(now())));
      for (const window of lookupWindows({ ...request, from }, account, region, partition)) {
        const known = request.checkpoint(window);
        if (known === "done") continue;
        yield* pagesOf(sender, window, known?.nextToken, request.signal, now);
      }
    } catch (error) {
      const gap = gapOf(error, { accountId: account, region }, now());
      if (gap === null) throw error;
      request.onGap(gap);
    }
  }

  return {
    kind: "lookup-events",
    id: "lookup-events",
    estimate,
    async *assumptions(request) {
      // Who cannot even ask who it is becomes a gap of each place.
      const known = await connection.caller().catch(() => null);
      const places = request.accounts.flatMap(({ accountId, regions }) =>
        lookupRegions(request, accountId, known?.partition ?? partitionOfRegion(regions[0] ?? "us-east-1")).map(
          (region) => () => place(accountId, region, request),
        ),
      );
      yield* merged(places, PLACES);
    },
    async *session(accessKeyId, where, signal) {
      const window: LookupWindow = {
        account: where.account,
        region: where.region,
        selector: { key: "AccessKeyId", value: accessKeyId },
        from: where.from.toISOString(),
        to: where.to.toISOString(),
      };
      yield* pagesOf(await open(where.account, where.region), window, undefined, signal, now);
    },
    close: async () => undefined,
  };
}

async function* pagesOf(
  sender: ClientSender<CloudTrailClient>,
  window: LookupWindow,
  start: string | undefined,
  signal: AbortSignal,
  now: () => Date,
): AsyncGenerator<RecordPage> {
  const seen = new Set<string>();
  const tokens = new Set<string>();
  // The same for every page: a token goes with its parameters. Whole days, so that it is good after a restart, too.
  const earliest = historyStart(now());
  const settled = Date.parse(window.to) <= now().getTime() - SETTLED_MS;
  let token = start;
  for (;;) {
    if (signal.aborted) throw failure("cancelled", "aborted", "AbortError", signal.reason);
    const NextToken = token;
    let page: Awaited<ReturnType<typeof ask>>;
    try {
      page = await ask(sender, window, earliest, NextToken);
    } catch (error) {
      // Tokens do not live for ever: the window is begun anew, and what comes twice is known by its id.
      if (NextToken === undefined || NextToken !== start || (error as { error?: unknown }).error !== EXPIRED_PAGE)
        throw error;
      token = undefined;
      continue;
    }
    const records: string[] = [];
    for (const { EventId, CloudTrailEvent } of page.Events ?? []) {
      if (CloudTrailEvent === undefined || (EventId !== undefined && seen.has(EventId))) continue;
      if (EventId !== undefined) seen.add(EventId);
      records.push(CloudTrailEvent);
    }
    const next = page.NextToken === undefined || page.NextToken === "" ? null : page.NextToken;
    if (next !== null && tokens.has(next))
      throw failure("the service repeated a page token, so that its list has no end", "malformed", "RepeatedPageToken");
    if (next !== null) tokens.add(next);
    yield { window, records, nextToken: next, settled };
    if (next === null) return;
    token = next;
  }
}

/** The first whole day that the event history has; what begins before it is refused. */
function historyStart(now: Date): number {
  return Math.ceil((now.getTime() - HISTORY_MS) / DAY_MS) * DAY_MS;
}

function ask(
  sender: ClientSender<CloudTrailClient>,
  window: LookupWindow,
  earliest: number,
  NextToken: string | undefined,
) {
  const { selector, from, to } = window;
  return sender.send("LookupEvents", (client) =>
    client.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: selector.key, AttributeValue: selector.value }],
        // Windows have fixed borders; the first may begin before the history does.
        StartTime: new Date(Math.max(Date.parse(from), earliest)),
        // Both ends are inclusive, in whole seconds; the next window begins where this one ends.
        EndTime: new Date(Date.parse(to) - 1000),
        MaxResults: PAGE,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    ),
  );
}

export function createCloudTrail(context: ClientContext): CloudTrailClient {
  return new CloudTrailClient(clientOptions(context));
}

function failure(message: string, kind: "aborted" | "malformed", error: string, cause?: unknown): CallError {
  return new CallError(
    message,
    { kind, error, service: "cloudtrail", operation: "LookupEvents", endpoint: null },
    cause,
  );
}
