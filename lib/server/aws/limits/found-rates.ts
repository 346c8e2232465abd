/** What probing runs found out, in the data folder: rates by endpoint and limit. Only rates, no estate data. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const FILE = "request-rates.json";
const schema = z.object({
  version: z.literal(1),
  endpoints: z.record(z.string(), z.record(z.string(), z.number().positive().max(100_000))),
});

/** Rates differ between AWS and whatever AWS_ENDPOINT_URL points to, so they are kept apart. */
export function endpointName(env: Readonly<Record<string, string | undefined>>): string {
  const overrides = Object.entries(env)
    .filter(([name, value]) => name.startsWith("AWS_ENDPOINT_URL") && value)
    .map(([name, value]) => `${name}=${value}`);
  return overrides.length === 0 ? "aws" : overrides.sort().join(" ");
}

/** Empty where nothing was found yet; a file that is damaged counts as none, since its content can be found again. */
export async function loadFoundRates(dataDir: string, endpoint: string): Promise<Map<string, number>> {
  const endpoints = await load(dataDir);
  return new Map(Object.entries(endpoints[endpoint] ?? {}));
}

/** Adds rates to those known of the endpoint. */
export async function saveFoundRates(
  dataDir: string,
  endpoint: string,
  rates: ReadonlyMap<string, number>,
): Promise<void> {
  if (rates.size === 0) return;
  const endpoints = await load(dataDir);
  const rounded = [...rates].map(([key, rate]) => [key, Math.round(rate * 100) / 100] as const);
  endpoints[endpoint] = { ...endpoints[endpoint], ...Object.fromEntries(rounded) };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, FILE);
  await writeFile(`${file}.new`, JSON.stringify({ version: 1, endpoints }, null, 1), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function load(dataDir: string): Promise<Record<string, Record<string, number>>> {
  try {
    return schema.parse(JSON.parse(await readFile(path.join(dataDir, FILE), "utf8"))).endpoints;
  } catch {
    return {};
  }
}
