/** "policies", "service accounts": the kind of a column in running text. */
export function plural(title: string, count: number): string {
  const one = title.toLowerCase();
  if (count === 1) return one;
  return one.endsWith("y") ? `${one.slice(0, -1)}ies` : `${one}s`;
}
