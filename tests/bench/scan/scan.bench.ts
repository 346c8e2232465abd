/**
 * A scan through the real SDK into the real store: calls beside the minimum that the estate needs, time beside what the
 * limits alone impose, and throughput and memory without limits. `npm run bench -- scan [small|large|probe]`.
 */
import type { Benchmark, Report } from "../report";
import type { EndpointOptions } from "./endpoint";
import { measureScan, type ScanFigures } from "./measure-scan";

/** 100 clusters × 100 associations over 20 account-regions. */
const HUNDRED: Omit<EndpointOptions, "limited"> = {
  accounts: 10,
  clustersPerAccount: 10,
  associationsPerCluster: 100,
  rolesPerAccount: 100,
  regions: ["eu-west-1", "us-east-1"],
};

/** 200 accounts × 5 clusters × 100 associations with 20,000 roles, and the same at a tenth and a hundredth. */
const organization = (accounts: number): Omit<EndpointOptions, "limited"> => ({
  accounts,
  clustersPerAccount: 5,
  associationsPerCluster: 100,
  rolesPerAccount: 100,
});

export const benchmark: Benchmark = {
  async run(report, [which = "small"]) {
    if (which === "probe") return probe(report);
    if (which === "large") {
      for (const accounts of [2, 20, 200]) {
        const figures = await measureScan({ ...organization(accounts), limited: true }, "steady");
        behindLimits(report, `${accounts} accounts × 5 × 100`, figures);
        memory(report, `${accounts} accounts × 5 × 100`, figures);
      }
      return;
    }
    behindLimits(
      report,
      "100 clusters × 100 behind limits",
      await measureScan({ ...HUNDRED, limited: true }, "steady"),
    );
    unlimited(report, "100 clusters × 100 without limits", await measureScan({ ...HUNDRED, limited: false }, "off"));
  },
};

function behindLimits(report: Report, name: string, figures: ScanFigures): void {
  const { ready, asked, minimumTotal, seconds, throttled } = figures;
  tell(report, name, figures);
  const calls = asked.total / minimumTotal;
  report.row({
    name: `${name}: calls`,
    ours: `${asked.total}`,
    against: `${minimumTotal}`,
    ratio: `${calls.toFixed(4)} ×`,
    goal: "≤ 1.02 ×",
    met: calls <= 1.02,
  });
  const time = seconds / ready.limitSeconds;
  report.row({
    name: `${name}: wall time`,
    ours: `${seconds.toFixed(1)} s`,
    against: `${ready.limitSeconds.toFixed(1)} s`,
    ratio: `${time.toFixed(3)} ×`,
    goal: "≤ 1.15 ×",
    met: time <= 1.15,
  });
  report.note(`${name}: ${throttled} requests throttled, ${figures.cpuSeconds.toFixed(0)} s of CPU`);
}

function unlimited(report: Report, name: string, figures: ScanFigures): void {
  tell(report, name, figures);
  const associations = figures.counts.associations ?? 0;
  report.row({
    name: `${name}: associations`,
    ours: `${Math.round(associations / figures.seconds)}/s`,
    against: "",
    ratio: "",
    goal: "",
    met: null,
  });
  report.row({
    name: `${name}: calls`,
    ours: `${Math.round(figures.calls / figures.seconds)}/s`,
    against: "",
    ratio: "",
    goal: "",
    met: null,
  });
  memory(report, name, figures);
}

function memory(report: Report, name: string, figures: ScanFigures): void {
  const { peakMegabytes, diskMegabytes, loadSeconds } = figures;
  report.row({
    name: `${name}: peak memory`,
    ours: `${Math.round(peakMegabytes)} MiB`,
    against: "",
    ratio: "",
    goal: "≤ 1536 MiB",
    met: peakMegabytes <= 1536,
  });
  report.row({
    name: `${name}: on disk`,
    ours: `${diskMegabytes.toFixed(1)} MiB`,
    against: "",
    ratio: "",
    goal: "",
    met: null,
  });
  report.row({
    name: `${name}: read from the store`,
    ours: `${loadSeconds.toFixed(2)} s`,
    against: "",
    ratio: "",
    goal: "≤ 3 s",
    met: loadSeconds <= 3,
  });
}

/** Finding the rate of a service that allows more than the starting figures: a run of its own, with its cost. */
async function probe(report: Report): Promise<void> {
  const figures = await measureScan({ ...HUNDRED, limited: false }, "probe");
  tell(report, "probing an endpoint without limits", figures);
  const associations = figures.counts.associations ?? 0;
  report.row({
    name: "probing: associations",
    ours: `${Math.round(associations / figures.seconds)}/s`,
    against: "",
    ratio: "",
    goal: "",
    met: null,
  });
  const limited = await measureScan({ ...HUNDRED, accounts: 2, limited: true }, "probe");
  tell(report, "probing an endpoint with limits", limited);
  report.row({
    name: "probing behind limits: calls",
    ours: `${limited.asked.total}`,
    against: `${limited.minimumTotal}`,
    ratio: `${(limited.asked.total / limited.minimumTotal).toFixed(3)} ×`,
    goal: "",
    met: null,
  });
}

/** What was measured must be a whole scan, or the figures say nothing. */
function tell(report: Report, name: string, figures: ScanFigures): void {
  const { counts, gaps, status } = figures;
  report.note(
    `${name}: ${counts.accounts} accounts, ${counts.clusters} clusters, ${counts.associations} associations, ${counts.roles} roles, ${status}`,
  );
  if (gaps.length > 0) throw new Error(`the scan has gaps: ${gaps.join("; ")}`);
  const extra = Object.entries(figures.asked.counts).filter(
    ([operation, count]) => count > (figures.ready.minimum[operation] ?? 0),
  );
  if (extra.length > 0)
    report.note(
      `more calls than needed: ${extra.map(([operation, count]) => `${operation} ${count} of ${figures.ready.minimum[operation] ?? 0}`).join(", ")}`,
    );
}
