/** Where to go after signing in: a path of our own, never another site, whatever the address asks for. */
export function safeNext(next: string): string {
  const base = "http://podlens.invalid";
  if (!next.startsWith("/") || next.length > 4096) return "/";
  try {
    const url = new URL(next, base);
    return url.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}
