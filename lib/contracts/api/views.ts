/**
 * /api/views — GET: saved views; POST: keep one (the same name on the same page replaces it); DELETE /api/views/ID.
 * A saved view is an address with a name, nothing more. Shared by all who use this Podlens.
 */
import { z } from "zod";

export const viewPages = ["/map", "/workloads", "/roles", "/ask", "/findings"] as const;
export type ViewPage = (typeof viewPages)[number];

export const saveViewBody = z
  .object({
    page: z.enum(viewPages),
    name: z.string().trim().min(1).max(80),
    /** Query string without "?". The snapshot is no part of it. */
    query: z.string().max(8192),
  })
  .strict();
export type SaveViewBody = z.infer<typeof saveViewBody>;

export interface SavedView {
  readonly id: string;
  readonly page: ViewPage;
  readonly name: string;
  readonly query: string;
  /** ISO 8601 UTC. */
  readonly savedAt: string;
}

export interface ViewsAnswer {
  readonly views: readonly SavedView[];
}
