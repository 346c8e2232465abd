/** Services that the statements of policies name, and what a boundary leaves of them. Read once for each document. */
import type { Statement } from "@/lib/domain/policy/ast";
import type { ParsedDocument } from "@/lib/domain/policy/parsed-document";
import type { RolePolicy, ServiceReach } from "./model";

const MOST_ACTIONS = 50;

interface Named {
  readonly service: string;
  readonly certain: boolean;
  /** The first ones. */
  readonly actions: readonly string[];
  readonly statements: readonly { readonly index: number; readonly sid: string | null }[];
}

/** The boundary can only take away: a service that it names nowhere is gone, one that it names is limited by it. */
export function servicesOf(policies: readonly RolePolicy[], boundary: RolePolicy | null): readonly ServiceReach[] {
  const found = new Map<string, { certain: boolean; actions: Set<string>; statements: Reference[] }>();
  for (const policy of policies) {
    const name = policy.arn ?? policy.name;
    for (const named of policy.document ? namedIn(policy.document) : []) {
      let entry = found.get(named.service);
      if (!entry) {
        entry = { certain: false, actions: new Set(), statements: [] };
        found.set(named.service, entry);
      }
      entry.certain ||= named.certain;
      for (const action of named.actions) if (entry.actions.size < MOST_ACTIONS) entry.actions.add(action);
      for (const { index, sid } of named.statements) entry.statements.push({ policy: name, index, sid });
    }
  }
  const result: ServiceReach[] = [];
  for (const [service, entry] of found) {
    const limit = boundary ? limitOf(boundary, service) : "whole";
    if (limit === "none") continue;
    const state = limit === "unknown" ? "unknown" : entry.certain && limit === "whole" ? "allowed" : "conditional";
    result.push({ service, state, actions: [...entry.actions], statements: entry.statements });
  }
  return result.sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
}

type Reference = ServiceReach["statements"][number];

const namedByDocument = new WeakMap<ParsedDocument, readonly Named[]>();

/** What the Allow statements of a document name, in their order. */
function namedIn(parsed: ParsedDocument): readonly Named[] {
  const known = namedByDocument.get(parsed);
  if (known) return known;
  const found = new Map<
    string,
    { certain: boolean; actions: Set<string>; statements: Named["statements"][number][] }
  >();
  for (const statement of parsed.document?.statements ?? []) {
    if (statement.effect !== "Allow") continue;
    for (const [service, actions] of namedServices(statement)) {
      const entry = found.get(service) ?? { certain: false, actions: new Set<string>(), statements: [] };
      entry.certain ||= statement.conditions.length === 0;
      for (const action of actions) if (entry.actions.size < MOST_ACTIONS) entry.actions.add(action);
      entry.statements.push({ index: statement.index, sid: statement.sid });
      found.set(service, entry);
    }
  }
  const named = [...found].map(([service, entry]) => ({ service, ...entry, actions: [...entry.actions] }));
  namedByDocument.set(parsed, named);
  return named;
}

function namedServices(statement: Statement): Map<string, string[]> {
  const services = new Map<string, string[]>();
  if (statement.action.negated) {
    services.set(
      "*",
      statement.action.patterns.map((pattern) => `all but ${pattern}`),
    );
    return services;
  }
  for (const pattern of statement.action.patterns) {
    const colon = pattern.indexOf(":");
    const service = colon < 0 ? "*" : pattern.slice(0, colon).toLowerCase();
    const known = services.get(service);
    const action = colon < 0 ? pattern : pattern.slice(colon + 1);
    if (known) known.push(action);
    else services.set(service, [action]);
  }
  return services;
}

type Left = "whole" | "part" | "none" | "unknown";

const limitsByDocument = new WeakMap<ParsedDocument, Map<string, Left>>();

function limitOf({ document }: RolePolicy, service: string): Left {
  if (!document?.document) return "unknown";
  let limits = limitsByDocument.get(document);
  if (!limits) {
    limits = new Map();
    limitsByDocument.set(document, limits);
  }
  let limit = limits.get(service);
  if (limit === undefined) {
    limit = findLimit(document.document.statements, service);
    limits.set(service, limit);
  }
  return limit;
}

function findLimit(statements: readonly Statement[], service: string): Left {
  let limit: "whole" | "part" | "none" = "none";
  for (const statement of statements) {
    if (statement.effect === "Deny") continue;
    for (const [named, actions] of namedServices(statement)) {
      const covers = named === "*" || named === service || service === "*" || /[*?]/.test(named);
      if (!covers) continue;
      const whole =
        (named === "*" || named === service) &&
        actions.some((action) => action === "*") &&
        statement.conditions.length === 0 &&
        statement.resource?.negated === false &&
        statement.resource.patterns.includes("*");
      if (whole) limit = "whole";
      else if (limit === "none") limit = "part";
    }
  }
  const denies = statements.some((statement) => statement.effect === "Deny");
  return limit === "whole" && denies ? "part" : limit;
}
