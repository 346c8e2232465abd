/** Small pieces of sentences. */

/** "a, b and c"; more than `most` are counted: "a, b and 7 more". */
export function someOf(items: readonly string[], most = 4): string {
  if (items.length <= 1) return items[0] ?? "";
  const shown = items.length > most ? items.slice(0, most - 1) : items.slice(0, -1);
  const rest = items.length > most ? `${items.length - shown.length} more` : items[items.length - 1];
  return `${shown.join(", ")} and ${rest}`;
}

/** "1 role", "2 roles". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
