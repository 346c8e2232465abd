/** What an export is asked to be, checked before anything is read. */
import type { z } from "zod";
import {
  type BindingsFilter,
  bindingsFilter,
  type ExportFormat,
  type ExportPlan,
  type ExportView,
  type FindingsFilter,
  findingsFilter,
  ignoredFilterKeys,
  type LabelRules,
  supportedExports,
  type WhoCanFilter,
  whoCanFilter,
} from "@/lib/contracts/export";
import { reportFormats } from "@/lib/contracts/report";

/** The request cannot be met as asked; `message` is one line. */
export class ExportRequestError extends Error {
  readonly code = "export/bad-request";
  override readonly name = "ExportRequestError";
}

/** "snapshot as json; bindings as json or csv" */
export function supportedText(): string {
  return Object.entries({ ...supportedExports, report: reportFormats })
    .map(([view, formats]) => `${view} as ${formats.join(" or ")}`)
    .join("; ");
}

/** Throws ExportRequestError for a view, format or filter that is not there. */
export function planExport(request: {
  readonly view: string;
  readonly format: string;
  readonly filter?: string | undefined;
  readonly labels?: LabelRules | undefined;
  readonly expand?: boolean | undefined;
}): ExportPlan {
  const { view, format } = request;
  if (
    !Object.hasOwn(supportedExports, view) ||
    !(supportedExports[view as ExportView] as readonly string[]).includes(format)
  ) {
    throw new ExportRequestError(
      `cannot export view ${JSON.stringify(view)} as ${JSON.stringify(format)}: there are ${supportedText()}`,
    );
  }
  const filter = (request.filter ?? "").replace(/^\?/, "");
  if (filter !== "" && view === "snapshot") {
    throw new ExportRequestError(
      "--filter cannot be used with view snapshot: it always holds everything that was read",
    );
  }
  const expand = request.expand ?? false;
  if (expand && (view !== "permissions" || filter === ""))
    throw new ExportRequestError("--expand is for view permissions, and needs a --filter: it gives one row per action");
  if (view === "who-can") parseWhoCanFilter(filter);
  else if (view === "findings") parseFindingsFilter(filter);
  else parseBindingsFilter(filter);
  return {
    view: view as ExportView,
    format: format as ExportFormat,
    filter,
    labels: request.labels ?? { owner: [], environment: [] },
    ...(expand ? { expand } : {}),
  };
}

/** A query string as a filter. A parameter that the page does not know is refused: a typing error must not export all. */
export function parseBindingsFilter(filter: string): BindingsFilter {
  return parseFilter(bindingsFilter, filter);
}

export function parseFindingsFilter(filter: string): FindingsFilter {
  return parseFilter(findingsFilter, filter);
}

export function parseWhoCanFilter(filter: string): WhoCanFilter {
  return parseFilter(whoCanFilter, filter);
}

function parseFilter<S extends z.ZodObject>(schema: S, filter: string): z.output<S> {
  const values = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(filter)) {
    const known = values.get(key);
    values.set(key, known === undefined ? value : `${known},${value}`);
  }
  for (const key of values.keys()) {
    if (!Object.hasOwn(schema.shape, key) && !ignoredFilterKeys.includes(key)) {
      const names = Object.keys(schema.shape).join(", ");
      throw new ExportRequestError(`--filter: unknown parameter ${JSON.stringify(key)}; there are ${names}`);
    }
  }
  const parsed = schema.safeParse(Object.fromEntries(values));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ExportRequestError(
    `--filter: ${issue?.path[0] === undefined ? "" : `${String(issue.path[0])}: `}${issue?.message ?? "not valid"}`,
  );
}
