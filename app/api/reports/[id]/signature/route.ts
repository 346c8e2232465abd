import { guarded } from "@/lib/server/http/guarded";
import { reportFile } from "@/lib/server/http/report-file";

export const GET = guarded(({ container, url }) => reportFile(container, url, "signature"));
