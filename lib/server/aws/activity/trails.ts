/** What an account's trails record: status and event selectors of each, read from its home region. */
import {
  type AdvancedEventSelector,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
  type GetTrailStatusCommandOutput,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import type { CoverageSource, DataSelector, TrailFacts } from "@/lib/server/usecases/activity/ports";
import { isoTime, orNull, present } from "../normalise";
import type { Connection } from "./connection";
import { gapOf } from "./gaps";
import { createCloudTrail, type LookupSourceOptions } from "./lookup-events";

type ReadWrite = DataSelector["readWrite"];

export function coverageSource(connection: Connection, options: LookupSourceOptions): CoverageSource {
  const { now, roleOf } = options;
  return {
    async trails({ accountId, regions }, onGap, signal) {
      const report = (error: unknown, region: string | null, resource: string | null) => {
        const gap = gapOf(error, { accountId, region, resource }, now());
        if (gap === null) throw error;
        onGap(gap);
      };
      const found = new Map<string, Trail>();
      let session: Awaited<ReturnType<Connection["session"]>>;
      try {
        session = await connection.session(roleOf(accountId), accountId);
        await session.credentials.provider();
      } catch (error) {
        report(error, null, null);
        return [];
      }
      // Trails of one region are told there only; those of all regions, and the organisation's, everywhere.
      for (const region of regions) {
        if (signal.aborted) break;
        const sender = session.senderOf("cloudtrail", region, createCloudTrail);
        try {
          const { trailList } = await sender.send("DescribeTrails", (client) =>
            client.send(new DescribeTrailsCommand({})),
          );
          for (const trail of present(trailList)) if (trail.TrailARN !== undefined) found.set(trail.TrailARN, trail);
        } catch (error) {
          report(error, region, null);
        }
      }
      const facts: TrailFacts[] = [];
      for (const [arn, trail] of found) {
        const region = trail.HomeRegion ?? arn.split(":")[3] ?? "";
        const sender = session.senderOf("cloudtrail", region, createCloudTrail);
        const read = async <T>(operation: string, send: Parameters<typeof sender.send<T>>[1]): Promise<T | null> => {
          try {
            return await sender.send(operation, send);
          } catch (error) {
            report(error, region, arn);
            return null;
          }
        };
        const status = await read("GetTrailStatus", (client) => client.send(new GetTrailStatusCommand({ Name: arn })));
        const selectors = await read("GetEventSelectors", (client) =>
          client.send(new GetEventSelectorsCommand({ TrailName: arn })),
        );
        facts.push(trailFacts(arn, trail, status, selectors));
      }
      return facts;
    },
    close: async () => undefined,
  };
}

export function trailFacts(
  arn: string,
  trail: Trail,
  status: Omit<GetTrailStatusCommandOutput, "$metadata"> | null,
  selectors: Omit<GetEventSelectorsCommandOutput, "$metadata"> | null,
): TrailFacts {
  return {
    arn,
    name: trail.Name ?? arn.slice(arn.lastIndexOf("/") + 1),
    homeRegion: orNull(trail.HomeRegion),
    multiRegion: trail.IsMultiRegionTrail === true,
    organization: trail.IsOrganizationTrail === true,
    bucket: orNull(trail.S3BucketName),
    prefix: orNull(trail.S3KeyPrefix),
    validation: trail.LogFileValidationEnabled === true,
    logging: status?.IsLogging ?? null,
    startedAt: isoTime(status?.StartLoggingTime),
    stoppedAt: isoTime(status?.StopLoggingTime),
    lastDeliveryAt: isoTime(status?.LatestDeliveryTime),
    deliveryError: status?.LatestDeliveryError ? status.LatestDeliveryError : null,
    ...(selectors === null ? { management: null, data: null } : recorded(selectors)),
  };
}

/** Basic selectors or advanced ones: a trail has either. Source: CloudTrail API Reference, EventSelector, AdvancedEventSelector. */
function recorded(
  selectors: Omit<GetEventSelectorsCommandOutput, "$metadata">,
): Pick<TrailFacts, "management" | "data"> {
  const advanced = present(selectors.AdvancedEventSelectors);
  const all = advanced.length > 0 ? advanced.map(readAdvanced) : present(selectors.EventSelectors).map(readBasic);
  const management = all.flatMap((one) => (one.management === null ? [] : [one.management]));
  const [first] = management;
  return {
    // Several management selectors: what one takes in is recorded; the widest tells most.
    management:
      first === undefined
        ? { readWrite: "None", excludedSources: [] }
        : {
            readWrite: widest(management.map((one) => one.readWrite)),
            excludedSources: management
              .map((one) => one.excludedSources)
              .reduce((both, next) => both.filter((source) => next.includes(source))),
          },
    data: all.flatMap((one) => one.data),
  };
}

interface Read {
  readonly management: { readonly readWrite: ReadWrite; readonly excludedSources: readonly string[] } | null;
  readonly data: readonly DataSelector[];
}

function readBasic(selector: EventSelector): Read {
  const readWrite = readWriteOf(selector.ReadWriteType);
  return {
    management:
      selector.IncludeManagementEvents === false
        ? null
        : { readWrite, excludedSources: present(selector.ExcludeManagementEventSources) },
    data: present(selector.DataResources).map(({ Type, Values }) => ({
      resourceType: Type ?? "",
      // "arn:aws:s3" and "arn:aws:lambda" stand for everything of the service.
      resources: present(Values).filter((value) => value.split(":").length > 3),
      readWrite,
      unread: [],
    })),
  };
}

function readAdvanced(selector: AdvancedEventSelector): Read {
  const fields = present(selector.FieldSelectors);
  const equal = (name: string) =>
    fields.filter((field) => field.Field === name).flatMap((field) => present(field.Equals));
  const readOnly = equal("readOnly");
  const readWrite: ReadWrite = readOnly.length !== 1 ? "All" : readOnly[0] === "true" ? "ReadOnly" : "WriteOnly";
  const categories = equal("eventCategory");
  if (categories.includes("Management")) {
    const sources = fields.filter((field) => field.Field === "eventSource");
    return {
      management: { readWrite, excludedSources: sources.flatMap((field) => present(field.NotEquals)) },
      data: [],
    };
  }
  if (!categories.includes("Data")) return { management: null, data: [] };
  const arns = fields.filter((field) => field.Field === "resources.ARN");
  const resources = arns.flatMap((field) => [...present(field.Equals), ...present(field.StartsWith)]);
  // What is left out or narrowed by other fields: the class is watched in part.
  const unread = fields.flatMap((field) => {
    if (["eventCategory", "readOnly", "resources.type"].includes(field.Field ?? "")) return [];
    const { Field, ...operators } = field;
    return Object.entries(operators)
      .filter(
        ([operator, values]) =>
          Array.isArray(values) && !(Field === "resources.ARN" && /^(Equals|StartsWith)$/.test(operator)),
      )
      .map(([operator, values]) => `${Field} ${operator} ${JSON.stringify(values)}`);
  });
  return {
    management: null,
    data: equal("resources.type").map((resourceType) => ({ resourceType, resources, readWrite, unread })),
  };
}

function readWriteOf(text: string | undefined): ReadWrite {
  return text === "ReadOnly" || text === "WriteOnly" ? text : "All";
}

function widest(all: readonly ReadWrite[]): ReadWrite {
  const [first = "All"] = all;
  return all.every((one) => one === first) ? first : "All";
}
