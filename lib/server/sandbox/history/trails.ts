/** The trails of an estate: who records what into which bucket, and when one of them did not. */
import type { Account, Estate } from "../estate/model";
import type { HistoryEvent } from "./event";
import { operatorCall } from "./operators";

const DAY_MS = 86_400_000;

/** As GetEventSelectors gives it. */
export interface AdvancedSelector {
  readonly Name: string;
  readonly FieldSelectors: readonly {
    readonly Field: string;
    readonly Equals?: readonly string[];
    readonly NotEquals?: readonly string[];
    readonly StartsWith?: readonly string[];
  }[];
}

export interface Trail {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly homeRegion: string;
  readonly organization: boolean;
  readonly bucket: string;
  readonly bucketAccount: string;
  readonly prefix: string | null;
  /** In force at the end of the history; `selectorsAt` gives those of earlier times. */
  readonly selectors: readonly AdvancedSelector[];
  readonly selectorsAt: (time: number) => readonly AdvancedSelector[];
  /** Milliseconds: when it was off. */
  readonly off: readonly (readonly [from: number, to: number])[];
  /** Since how many days its files are validated, so that there are digests; 0 = they are not. */
  readonly digestDays: number;
  /** Where its log files are: "[prefix/]AWSLogs/[o-…/]". */
  readonly root: string;
}

const MANAGEMENT: AdvancedSelector = {
  Name: "Management events, without the noise of KMS",
  FieldSelectors: [
    { Field: "eventCategory", Equals: ["Management"] },
    { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
  ],
};

function dataSelector(name: string, type: string, prefixes: readonly string[]): AdvancedSelector {
  return {
    Name: name,
    FieldSelectors: [
      { Field: "eventCategory", Equals: ["Data"] },
      { Field: "resources.type", Equals: [type] },
      ...(prefixes.length === 0 ? [] : [{ Field: "resources.ARN", StartsWith: prefixes }]),
    ],
  };
}

/** The account whose clusters have most associations also records tables and queues, in a trail of its own. */
export function trailsOf(estate: Estate, today: number): readonly Trail[] {
  const trails: Trail[] = [];
  const home = estate.reader.homeRegion;
  const objects = dataSelector("Objects", "AWS::S3::Object", ["arn:aws:s3:::shop-"]);
  const { organization } = estate;
  if (organization !== null) {
    const selectors = [MANAGEMENT, objects];
    trails.push({
      name: "organization-trail",
      arn: `arn:${estate.partition}:cloudtrail:${home}:${organization.managementAccountId}:trail/organization-trail`,
      accountId: organization.managementAccountId,
      homeRegion: home,
      organization: true,
      bucket: `org-trail-${organization.id}`,
      bucketAccount: estate.reader.hubAccountId,
      prefix: null,
      selectors,
      selectorsAt: () => selectors,
      off: [],
      digestDays: 7,
      root: `AWSLogs/${organization.id}/`,
    });
  }
  const owner = busiest(estate);
  if (owner !== null) {
    const queues = dataSelector("Queues", "AWS::SQS::Queue", []);
    const tables = dataSelector("Tables", "AWS::DynamoDB::Table", []);
    const added = today - 30 * DAY_MS + 10 * 3_600_000;
    const selectors = [...(organization === null ? [MANAGEMENT] : []), queues, tables];
    const before = selectors.filter((one) => one !== tables);
    const off = today - 9 * DAY_MS + 8 * 3_600_000;
    trails.push({
      name: "data-events",
      arn: `arn:${estate.partition}:cloudtrail:${home}:${owner.id}:trail/data-events`,
      accountId: owner.id,
      homeRegion: home,
      organization: false,
      bucket: `data-events-${owner.id}`,
      bucketAccount: owner.id,
      prefix: "audit",
      selectors,
      selectorsAt: (time) => (time < added ? before : selectors),
      off: [[off, off + 7 * 3_600_000]],
      digestDays: 0,
      root: "audit/AWSLogs/",
    });
  }
  return trails;
}

/** What was done to the trails, as events of their accounts. */
export function trailChanges(estate: Estate, trails: readonly Trail[], today: number): HistoryEvent[] {
  return trails.flatMap((trail) => {
    const account = estate.accounts.get(trail.accountId);
    if (account === undefined) return [];
    const place = { account, region: trail.homeRegion };
    const name = { name: trail.arn };
    const events = trail.off.flatMap(([from, to]) => [
      operatorCall(place, "StopLogging", from, { parameters: name, response: null }),
      operatorCall(place, "StartLogging", to, { parameters: name, response: null }),
    ]);
    if (trail.selectorsAt(0) === trail.selectors) return events;
    const parameters = { trailName: trail.arn, advancedEventSelectors: trail.selectors };
    const response = { trailARN: trail.arn, advancedEventSelectors: trail.selectors };
    const at = today - 30 * DAY_MS + 10 * 3_600_000;
    return [...events, operatorCall(place, "PutEventSelectors", at, { parameters, response })];
  });
}

/** Does the trail record the event? */
export function records(trail: Trail, event: HistoryEvent, organizationMembers: ReadonlySet<string>): boolean {
  if (trail.organization ? !organizationMembers.has(event.account) : trail.accountId !== event.account) return false;
  if (trail.off.some(([from, to]) => event.time > from && event.time < to)) return false;
  return trail
    .selectorsAt(event.time)
    .some((selector) => selector.FieldSelectors.every((field) => matches(field, event)));
}

function matches(field: AdvancedSelector["FieldSelectors"][number], event: HistoryEvent): boolean {
  const value = fieldOf(field.Field, event);
  if (field.Equals !== undefined && !field.Equals.includes(value)) return false;
  if (field.NotEquals?.includes(value) === true) return false;
  return field.StartsWith === undefined || field.StartsWith.some((prefix) => value.startsWith(prefix));
}

function fieldOf(name: string, event: HistoryEvent): string {
  switch (name) {
    case "eventCategory":
      return event.data === null ? "Management" : "Data";
    case "eventSource":
      return event.source;
    case "resources.type":
      return event.data?.type ?? "";
    case "resources.ARN":
      return event.data?.arn ?? "";
    default:
      return "";
  }
}

function busiest(estate: Estate): Account | null {
  const size = (account: Account) =>
    [...account.clusters.values()].reduce(
      (sum, clusters) => sum + [...clusters.values()].reduce((inner, one) => inner + one.associations.size, 0),
      0,
    );
  const [first] = [...estate.accounts.values()].sort((a, b) => size(b) - size(a));
  return first === undefined || size(first) === 0 ? null : first;
}
