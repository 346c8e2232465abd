/** Which kind of export a request is, and whether it can be met: known before anything is opened. */
import { ExportRequestError, planExport, supportedText } from "../export-plan";
import { type ActivityExportRequest, isActivityView } from "./export-activity";
import { exportFilter } from "./filter";

export interface AnyExportRequest {
  readonly view: string;
  readonly format: string;
  readonly filter: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Throws ExportRequestError. */
export function checkExport(request: AnyExportRequest): void {
  if (activityRequest(request) !== null) return;
  if (request.from !== undefined || request.to !== undefined)
    throw new ExportRequestError("--from and --to are for the views assumptions and activity");
  planExport(request);
}

/** null for a view of a snapshot. Throws ExportRequestError. */
export function activityRequest(request: AnyExportRequest): ActivityExportRequest | null {
  const { view, format, filter, from, to } = request;
  if (!isActivityView(view)) return null;
  if (format !== "json" && format !== "csv" && format !== "xlsx")
    throw new ExportRequestError(
      `cannot export view "${view}" as ${JSON.stringify(format)}: there are ${supportedText()}`,
    );
  exportFilter(filter.replace(/^\?/, ""), { from, to });
  return { view, format, filter: filter.replace(/^\?/, ""), from, to };
}
