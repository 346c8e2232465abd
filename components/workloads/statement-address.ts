"use client";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import type { BindingAnswer } from "@/lib/contracts/api";
import type { StatementRef } from "@/lib/domain/identity/binding";
import { trustRoleOf } from "./trust-role";

export interface StatementAddress {
  /** ARN of the role whose trust policy is open beside the page. */
  readonly trust: string | null;
  readonly statement: number | null;
  readonly open: (binding: BindingAnswer, ref: StatementRef) => void;
  readonly close: () => void;
}

/** Which trust statement is open beside the page: kept in the address. */
export function useStatementAddress(): StatementAddress {
  const [{ evidence, ...state }, setState] = useQueryStates(
    { trust: parseAsString, statement: parseAsInteger, evidence: parseAsString },
    { history: "push" },
  );
  return {
    ...state,
    // One statement at a time stands beside the page.
    trust: evidence === null ? state.trust : null,
    open: (binding, ref) => void setState({ trust: trustRoleOf(binding, ref), statement: ref.index, evidence: null }),
    close: () => void setState(null),
  };
}
