/** Words that several rules share. */
import type { Who } from "./facts";

export function nameOf(who: Who | null): string {
  if (who === null || (who.namespace === null && who.serviceAccount === null)) return "A workload that is not known";
  const place = who.clusterName ?? who.issuer ?? who.clusterArn;
  return `${who.namespace ?? "?"}/${who.serviceAccount ?? "?"}${place === null ? "" : ` in ${place}`}`;
}

export function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

export function times(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function listed(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
