const format = new Intl.NumberFormat("en");

export function formatNumber(value: number): string {
  return format.format(value);
}

/** "1 role", "12 roles": both forms are given, since not every plural ends in s. */
export function counted(value: number, one: string, many: string): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}
