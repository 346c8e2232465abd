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
  const [state, setState] = useQueryStates({ trust: parseAsString, statement: parseAsInteger }, { history: "push" });
  return {
    ...state,
    open: (binding, ref) => void setState({ trust: trustRoleOf(binding, ref), statement: ref.index }),
    close: () => void setState(null),
  };
}
