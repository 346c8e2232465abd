/**
 * A scan through the real SDK into the real store: calls beside the minimum that the estate needs, time beside what the
 * limits alone impose, throughput and memory without limits, and what opening the snapshot takes.
 * `npm run bench -- scan [small|hundredth|tenth|full|large|probe]`; large = hundredth, tenth and full, and how they grow.
 * The full one asks 115,000 calls of an endpoint whose limits impose 100 s: on fewer than two free cores it waits for them.
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
const SIZES = { hundredth: 2, tenth: 20, full: 200 } as const;
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
      const sizes: ScanFigures[] = [];
      for (const name of Object.keys(SIZES) as (keyof typeof SIZES)[]) sizes.push(await measureSize(report, name));
      growth(report, sizes);
      return;
    }
    if (which === "hundredth" || which === "tenth" || which === "full") {
      await measureSize(report, which);
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

async function measureSize(report: Report, size: keyof typeof SIZES): Promise<ScanFigures> {
  const accounts = SIZES[size];
  const name = `${accounts} accounts × 5 × 100`;
  const figures = await measureScan({ ...organization(accounts), limited: true }, "steady");
  behindLimits(report, name, figures);
  memory(report, name, figures);
  opening(report, name, figures);
  return figures;
}

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
  const cpu = `${figures.cpuSeconds.toFixed(1)} s of CPU (${((figures.cpuSeconds * 1e6) / figures.calls).toFixed(0)} µs a call)`;
  report.note(`${name}: ${throttled} requests throttled, ${cpu}`);
  report.note(
    `${name}: ${Object.entries(asked.counts)
      .map(([operation, count]) => `${operation} ${count}`)
      .join(", ")}`,
  );
}

function unlimited(report: Report, name: string, figures: ScanFigures): void {
  tell(report, name, figures);
  const associations = figures.counts.associations ?? 0;
  fact(report, `${name}: associations`, `${Math.round(associations / figures.seconds)}/s`);
  fact(report, `${name}: calls`, `${Math.round(figures.calls / figures.seconds)}/s`);
  memory(report, name, figures);
}

function memory(report: Report, name: string, { peakMegabytes, diskMegabytes }: ScanFigures): void {
  atMost(report, `${name}: peak memory of the scan`, peakMegabytes, 1536, "MiB");
  fact(report, `${name}: on disk`, `${diskMegabytes.toFixed(1)} MiB`);
}

function opening(report: Report, name: string, { opened }: ScanFigures): void {
  atMost(report, `${name}: opened (${opened.bindings} bindings)`, opened.openSeconds, 3, "s");
  atMost(report, `${name}: peak memory, opened and shown`, opened.peakMegabytes, 1536, "MiB");
  fact(report, `${name}: first overview`, `${opened.overviewSeconds.toFixed(2)} s`);
  fact(report, `${name}: first map`, `${opened.mapSeconds.toFixed(2)} s`);
}

/** Cost for each association at the largest size beside that at the one before: 1 = linear. The first one is start-up. */
function growth(report: Report, sizes: readonly ScanFigures[]): void {
  const [, smaller, larger] = sizes;
  if (!smaller || !larger) return;
  const each = (figures: ScanFigures, value: number) => value / (figures.counts.associations ?? 1);
  const row = (name: string, value: (figures: ScanFigures) => number, unit: string) => {
    const [ours, against] = [each(larger, value(larger)), each(smaller, value(smaller))];
    report.row({
      name: `growth from a tenth: ${name} an association`,
      ours: `${ours.toFixed(3)} ${unit}`,
      against: `${against.toFixed(3)} ${unit}`,
      ratio: `${(ours / against).toFixed(2)} ×`,
      goal: "≤ 1.25 ×",
      met: ours <= against * 1.25,
    });
  };
  row("calls", ({ asked }) => asked.total, "");
  row("CPU of the scan", ({ cpuSeconds }) => cpuSeconds * 1000, "ms");
  row("disk", ({ diskMegabytes }) => diskMegabytes * 1024, "KiB");
  row("opening", ({ opened }) => opened.openSeconds * 1000, "ms");
}

function atMost(report: Report, name: string, value: number, goal: number, unit: string): void {
  const text = value < 100 ? value.toFixed(2) : `${Math.round(value)}`;
  report.row({ name, ours: `${text} ${unit}`, against: "", ratio: "", goal: `≤ ${goal} ${unit}`, met: value <= goal });
}

function fact(report: Report, name: string, ours: string): void {
  report.row({ name, ours, against: "", ratio: "", goal: "", met: null });
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
