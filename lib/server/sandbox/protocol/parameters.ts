/** Request parameters out of forms, query strings and JSON bodies. */
import type { Parameters } from "./call";

/** Query protocols: lists are Name.member.1 (IAM, STS) or Name.1 (EC2). */
export function formParameters(form: URLSearchParams): Parameters {
  return {
    text: (name) => form.get(name),
    integer: (name) => integerOf(form.get(name)),
    flag: (name) => flagOf(form.get(name)),
    objects: () => [],
    texts(name) {
      const found: string[] = [];
      for (let i = 1; i <= 1000; i++) {
        const value = form.get(`${name}.member.${i}`) ?? form.get(`${name}.${i}`);
        if (value === null) break;
        found.push(value);
      }
      return found;
    },
  };
}

/** REST: members of the path beside those of the query string, where lists repeat the name. */
export function pathParameters(path: Readonly<Record<string, string>>, query: URLSearchParams): Parameters {
  const text = (name: string) => (Object.hasOwn(path, name) ? (path[name] ?? null) : query.get(name));
  return {
    text,
    integer: (name) => integerOf(text(name)),
    flag: (name) => flagOf(text(name)),
    objects: () => [],
    texts: (name) => query.getAll(name),
  };
}

export function jsonParameters(body: Readonly<Record<string, unknown>>): Parameters {
  const own = (name: string) => (Object.hasOwn(body, name) ? body[name] : undefined);
  return {
    text: (name) => {
      const value = own(name);
      return typeof value === "string" ? value : null;
    },
    integer: (name) => {
      const value = own(name);
      return value === undefined || value === null ? null : typeof value === "number" ? value : Number.NaN;
    },
    flag: (name) => {
      const value = own(name);
      return typeof value === "boolean" ? value : null;
    },
    objects: (name) => {
      const value = own(name);
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      return list.filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null);
    },
    texts: (name) => {
      const value = own(name);
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    },
  };
}

/** The object of a JSON body; null where it is none. An empty body is an empty object. */
export function parseJsonObject(body: string): Record<string, unknown> | null {
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

// NaN stands for "given, but no number": the range check of the operation refuses it.
function integerOf(text: string | null): number | null {
  if (text === null) return null;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function flagOf(text: string | null): boolean | null {
  return text === null ? null : text === "true";
}
