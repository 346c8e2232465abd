import { guarded, json } from "@/lib/server/http/guarded";

export const POST = guarded(async ({ container }) => json(await container.scans.start("page"), { status: 202 }));
