/** Trails as an account sees them: its own, and the organisation's. */
import { digestKey } from "../../history/digests";
import type { LogStore } from "../../history/log-store";
import type { Trail } from "../../history/trails";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import type { Operation } from "../../protocol/service";

export function trailOperations(logs: LogStore | null): Readonly<Record<string, Operation>> {
  const seen = (call: Call) => seenTrails(call, logs);
  const named = (call: Call) => trailOf(call, logs);
  const arn = (call: Call) => {
    const name = call.parameters.text("Name") ?? call.parameters.text("TrailName") ?? "";
    return seen(call).find((trail) => trail.arn === name || trail.name === name)?.arn ?? "*";
  };
  return {
    DescribeTrails: {
      run(call) {
        const names = call.parameters.texts("trailNameList");
        const shadows = call.parameters.flag("includeShadowTrails") ?? true;
        const found = seen(call).filter(
          (trail) =>
            (shadows || trail.homeRegion === call.region) &&
            (names.length === 0 || names.includes(trail.arn) || names.includes(trail.name)),
        );
        return JSON.stringify({ trailList: found.map(described) });
      },
    },
    ListTrails: {
      run: (call) =>
        JSON.stringify({
          Trails: seen(call).map((trail) => ({ TrailARN: trail.arn, Name: trail.name, HomeRegion: trail.homeRegion })),
        }),
    },
    GetTrail: { resource: arn, run: (call) => JSON.stringify({ Trail: described(named(call)) }) },
    GetTrailStatus: { resource: arn, run: (call) => JSON.stringify(status(named(call), call)) },
    ListPublicKeys: {
      run(call) {
        const { publicKey, fingerprint } = digestKey();
        const day = Math.floor(call.now / 86_400) * 86_400;
        const key = {
          Value: publicKey.toString("base64"),
          ValidityStartTime: day - 100 * 86_400,
          ValidityEndTime: day + 100 * 86_400,
          Fingerprint: fingerprint,
        };
        return JSON.stringify({ PublicKeyList: [key] });
      },
    },
    GetEventSelectors: {
      resource: arn,
      run(call) {
        const trail = named(call);
        return JSON.stringify({ TrailARN: trail.arn, AdvancedEventSelectors: trail.selectors });
      },
    },
  };
}

function seenTrails(call: Call, logs: LogStore | null): readonly Trail[] {
  const member = call.estate.organization?.members.has(call.account.id) === true;
  return (logs?.history.trails ?? []).filter(
    (trail) => trail.accountId === call.account.id || (trail.organization && member),
  );
}

/** By name in the trail's home region, by ARN from anywhere. */
function trailOf(call: Call, logs: LogStore | null): Trail {
  const name = call.parameters.text("Name") ?? call.parameters.text("TrailName") ?? "";
  const found = seenTrails(call, logs).find(
    (trail) =>
      trail.arn === name ||
      (trail.name === name && trail.homeRegion === call.region && trail.accountId === call.account.id),
  );
  if (found !== undefined) return found;
  throw new ServiceError("TrailNotFoundException", 400, `Unknown trail: ${name} for the user: ${call.account.id}`);
}

function described(trail: Trail): Record<string, unknown> {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    ...(trail.prefix === null ? {} : { S3KeyPrefix: trail.prefix }),
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: true,
    HomeRegion: trail.homeRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.digestDays > 0,
    HasCustomEventSelectors: true,
    HasInsightSelectors: false,
    IsOrganizationTrail: trail.organization,
  };
}

function status(trail: Trail, call: Call): Record<string, unknown> {
  const now = call.now * 1000;
  const off = trail.off.find(([from, to]) => now > from && now < to);
  const before = trail.off.filter(([from]) => from < now).at(-1);
  return {
    IsLogging: off === undefined,
    LatestDeliveryTime: Math.floor((off?.[0] ?? now - 240_000) / 1000),
    LatestDigestDeliveryTime: Math.floor((off?.[0] ?? now) / 3_600_000) * 3600,
    StartLoggingTime: Math.floor((before?.[1] ?? Date.UTC(2024, 0, 8)) / 1000),
    ...(before === undefined ? {} : { StopLoggingTime: Math.floor(before[0] / 1000) }),
  };
}
