/** Downloads of finished reports. */
import { ApiFailure } from "./errors";
import { pathValues } from "./request-input";
import type { WebContainer } from "./web-container";

const types: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  sig: "application/octet-stream",
};

export function noReport(): ApiFailure {
  return new ApiFailure({
    code: "not-found",
    message: "There is no such report.",
    remedy: "It may have been removed: make it again.",
  });
}

export async function reportFile(
  container: WebContainer,
  url: URL,
  what: "file" | "manifest" | "signature",
): Promise<Response> {
  const [id] = pathValues(url.pathname.split("/").slice(3));
  const file = await container.reports.read(id ?? "", what);
  if (!file) throw noReport();
  return new Response(file.stream, {
    headers: {
      "content-type": types[file.name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      "content-length": String(file.size),
      "content-disposition": `attachment; filename="${file.name}"`,
    },
  });
}
