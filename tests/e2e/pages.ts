/** Addresses of things in the sample estate, found through the product's own API so that no test knows its names twice. */
import type { APIRequestContext } from "@playwright/test";
import {
  type FindingsAnswer,
  type FromSnapshot,
  findingPath,
  type RolesAnswer,
  type WorkloadsAnswer,
} from "@/lib/contracts/api";

export async function workloadHref(request: APIRequestContext, query: string): Promise<string> {
  const response = await request.get(`/api/workloads?${query}&limit=1`);
  const answer = (await response.json()) as FromSnapshot<WorkloadsAnswer>;
  const href = answer.data.rows[0]?.href;
  if (href === undefined) throw new Error(`no workload matches ${query}`);
  return href;
}

export async function findingHref(request: APIRequestContext, query: string): Promise<string> {
  const response = await request.get(`/api/findings?${query}&limit=1`);
  const answer = (await response.json()) as FromSnapshot<FindingsAnswer>;
  const id = answer.data.rows[0]?.id;
  if (id === undefined) throw new Error(`no finding matches ${query}`);
  return findingPath(id);
}

export async function roleHref(request: APIRequestContext, query: string): Promise<string> {
  const response = await request.get(`/api/roles?${query}&limit=1`);
  const answer = (await response.json()) as FromSnapshot<RolesAnswer>;
  const href = answer.data.rows[0]?.href;
  if (!href) throw new Error(`no role matches ${query}`);
  return href;
}
