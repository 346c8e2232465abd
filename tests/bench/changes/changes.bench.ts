/** The difference of two snapshots, both open. Arguments: bindings, roles and documents (100000 20000 2000). */
import { AccessIndex } from "@/lib/domain/access/access-index";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { compareSnapshots, countByKind } from "@/lib/domain/changes/compare";
import { sidesOf } from "@/lib/domain/changes/side";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { accessEstate, type Size } from "../access/estate";
import { held, megabytes, ms } from "../measure";
import type { Benchmark } from "../report";
import { later } from "./mutate";

const BOUND = 2_000;

export const benchmark: Benchmark = {
  async run(report, args) {
    const [bindings = 100_000, roles = Math.ceil(bindings / 5), documents = Math.ceil(roles / 10)] = args.map(Number);
    const size: Size = { bindings, roles, documents };
    const table = await loadActionTable();
    const open = (content: SnapshotContent) => {
      const model = buildAccessModel(content);
      const access = new AccessIndex(model, table);
      void access.roles;
      return { model, access };
    };
    report.note(`${bindings} bindings, ${roles} roles, ${documents} documents on either side.`);
    const before = open(accessEstate(size));
    const cases = [
      ["nothing changed", accessEstate(size)],
      ["one of fifty changed", later(accessEstate(size), 50, false)],
      ["one of five changed", later(accessEstate(size), 5, false)],
      ["a control policy that binds every role", later(accessEstate(size), 1_000_000, true)],
    ] as const;
    for (const [name, content] of cases) {
      const after = open(content);
      // What opening left behind is not the comparison's to clear away.
      held(() => null);
      const start = process.cpuUsage();
      const changes = compareSnapshots(sidesOf(before, after), null);
      const { user, system } = process.cpuUsage(start);
      const cpu = (user + system) / 1000;
      const counts = [...countByKind(changes)].map(([kind, of]) => `${of.length} ${kind}`).join(", ");
      report.row({
        name: `difference: ${name}`,
        ours: `${ms(cpu)} CPU`,
        against: "",
        ratio: "",
        goal: `≤ ${BOUND} ms`,
        met: cpu <= BOUND,
      });
      report.note(`${name}: ${counts}`);
    }
    report.row({
      name: "memory of the process, three snapshots open",
      ours: megabytes(process.memoryUsage().rss / 2 ** 20),
      against: "",
      ratio: "",
      goal: "",
      met: null,
    });
  },
};
