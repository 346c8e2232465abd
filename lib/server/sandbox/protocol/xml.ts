/** Small pieces of XML for the query protocols. Output is text; nothing is parsed here. */

const SPECIAL = /[&<>"']|[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text content; characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (match) => ENTITIES[match] ?? "\ufffd");
}

/** An element with text content; nothing where the value is null or undefined (absent members are not sent). */
export function element(name: string, value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  return `<${name}>${typeof value === "string" ? escapeXml(value) : value}</${name}>`;
}

/** An element around ready-made XML. */
export function wrap(name: string, inner: string): string {
  return inner === "" ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

/** A list as the query protocols write it: `<member>` in IAM and STS, `<item>` in EC2. */
export function list<T>(name: string, items: Iterable<T>, render: (item: T) => string, itemName = "member"): string {
  let inner = "";
  for (const item of items) inner += `<${itemName}>${render(item)}</${itemName}>`;
  return wrap(name, inner);
}

/** Epoch seconds as the query protocols write times. */
export function xmlTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(/\.000Z$/, "Z");
}

/** RFC 3986: what IAM does to policy documents before it sends them. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
