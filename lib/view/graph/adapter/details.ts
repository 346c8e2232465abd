/** Levels, actions and resources that the statements behind a grant name. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { PatternElement, Statement } from "@/lib/domain/policy/ast";
import { type Draft, Drafts } from "../drafts";
import type { DetailTable, ListTable, NodeTable } from "../source";
import type { AdapterContext } from "./context";
import { type GrantRow, names } from "./grants";
import { patternsOfService } from "./levels";

export interface Details {
  readonly table: DetailTable;
  readonly nodes: Readonly<Record<"level" | "action" | "resource", NodeTable>>;
}

interface Unit {
  readonly statement: number;
  readonly level: number;
  readonly actions: readonly number[];
  readonly resources: readonly number[];
}

export function buildDetails(context: AdapterContext, grants: readonly GrantRow[]): Details {
  const builder = new DetailBuilder(context);
  const start = new Int32Array(grants.length + 1);
  const unit: number[] = [];
  grants.forEach((grant, row) => {
    for (const each of builder.unitsOf(grant)) unit.push(each);
    start[row + 1] = unit.length;
  });
  return builder.finish(start, Int32Array.from(unit));
}

class DetailBuilder {
  private readonly levels = new Drafts("level");
  private readonly actions = new Drafts("action", [{ name: "service", title: "service" }]);
  private readonly resources = new Drafts("resource", [
    { name: "service", title: "service" },
    { name: "account", title: "account" },
  ]);
  private readonly units: Unit[] = [];
  /** Units of a document's statement for a service: documents are shared by many roles. */
  private readonly known = new Map<string, readonly number[]>();

  constructor(private readonly context: AdapterContext) {}

  unitsOf(grant: GrantRow): readonly number[] {
    const { reach, model } = grant;
    const document = model.document;
    if (!reach || !document?.document) return [];
    const result: number[] = [];
    for (const reference of reach.statements) {
      if (!names(model, reference.policy)) continue;
      const key = `${document.hash}|${reference.index}|${reach.service}`;
      let units = this.known.get(key);
      if (!units) {
        const statement = document.document.statements.find((each) => each.index === reference.index);
        units = statement ? this.makeUnits(statement, reach.service) : [];
        this.known.set(key, units);
      }
      result.push(...units);
    }
    return result;
  }

  finish(start: Int32Array, unit: Int32Array): Details {
    const level = this.levels.finish();
    const action = this.actions.finish();
    const resource = this.resources.finish();
    const list = (place: Int32Array, of: (each: Unit) => readonly number[]) =>
      listTable(this.units, (each) => of(each).map((n) => place[n]!));
    return {
      nodes: { level: level.table, action: action.table, resource: resource.table },
      table: {
        start,
        unit,
        statement: Int32Array.from(this.units, (each) => each.statement),
        level: list(level.place, (each) => (each.level < 0 ? [] : [each.level])),
        action: list(action.place, (each) => each.actions),
        resource: list(resource.place, (each) => each.resources),
      },
    };
  }

  private makeUnits(statement: Statement, service: string): readonly number[] {
    const resources = patternsOf(statement.resource).map((pattern) => this.resource(pattern));
    const byLevel = new Map<number, number[]>();
    for (const pattern of actionsFor(statement.action, service)) {
      const action = this.action(pattern, service);
      for (const level of this.levelsOf(pattern, statement.action.negated)) {
        const known = byLevel.get(level);
        if (known) known.push(action);
        else byLevel.set(level, [action]);
      }
    }
    return [...byLevel].map(
      ([level, actions]) => this.units.push({ statement: statement.index, level, actions, resources }) - 1,
    );
  }

  /** Draft numbers of the levels of the actions that match; [−1] where levels are not known at all. */
  private levelsOf(pattern: string, negated: boolean): readonly number[] {
    const { levels } = this.context;
    if (!levels) return [-1];
    const found = levels.of(pattern, negated);
    if (found.length > 0) return found.map((level) => this.levels.number(level, () => ({ label: level })));
    return [this.levels.number("unknown", () => ({ label: "Unknown actions", note: "Not in the action table" }))];
  }

  private action(pattern: string, service: string): number {
    const group = { key: service, label: this.context.serviceLabel(service) };
    return this.actions.number(pattern.toLowerCase(), () => ({ label: pattern, groups: [group] }));
  }

  private resource(pattern: string): number {
    return this.resources.number(pattern, () => resourceDraft(this.context, pattern));
  }
}

/** Action patterns of a statement that belong to a service, as written; one text for NotAction. */
function actionsFor(action: PatternElement, service: string): readonly string[] {
  return action.negated ? [`Everything but ${action.patterns.join(", ")}`] : patternsOfService(action, service);
}

function patternsOf(resource: PatternElement | null): readonly string[] {
  if (resource === null) return ["*"];
  return resource.negated ? [`Everything but ${resource.patterns.join(", ")}`] : resource.patterns;
}

function resourceDraft(context: AdapterContext, pattern: string): Omit<Draft, "id"> {
  const arn = parseArn(pattern);
  if (pattern === "*") return { label: "Every resource", sub: "*", groups: [null, null] };
  if (!arn) return { label: pattern, groups: [null, null] };
  const account = arn.accountId === "" ? "any account" : context.accountLabel(arn.accountId);
  const where = [arn.service, arn.region, arn.accountId === "" ? "" : account]
    .filter((part) => part !== "")
    .join(" · ");
  return {
    label: arn.resource === "" ? pattern : arn.resource,
    sub: where,
    groups: [
      { key: arn.service, label: context.serviceLabel(arn.service) },
      { key: `${arn.service}|${arn.accountId}`, label: context.serviceLabel(arn.service), sub: account },
    ],
  };
}

function listTable(units: readonly Unit[], valuesOf: (unit: Unit) => readonly number[]): ListTable {
  const start = new Int32Array(units.length + 1);
  const value: number[] = [];
  units.forEach((unit, row) => {
    // One pattern may be written twice in a statement.
    for (const each of new Set(valuesOf(unit))) value.push(each);
    start[row + 1] = value.length;
  });
  return { start, value: Int32Array.from(value) };
}
