import type { ReviewAct } from "@/lib/domain/review/review";

export const actWords: Record<ReviewAct, { readonly sign: string; readonly word: string; readonly verb: string }> = {
  keep: { sign: "✓", word: "Kept", verb: "Keep" },
  reduce: { sign: "↓", word: "Reduced", verb: "Reduce" },
  revoke: { sign: "✕", word: "Revoked", verb: "Revoke" },
  undecided: { sign: "○", word: "Undecided", verb: "Take back" },
};

export const stateWords: Readonly<Record<string, string>> = {
  keep: "Kept",
  reduce: "Reduced",
  revoke: "Revoked",
  undecided: "Undecided",
  carried: "Carried over",
  "not-certain": "Not all was read",
};

export const ownerWord = (owner: string | null): string => owner ?? "no owner";
