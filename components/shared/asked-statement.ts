"use client";
import { useSearchParams } from "next/navigation";
import type { PolicyStatement } from "./service-table";

/** `?policy=NAME&statement=2`: the statement that a claim elsewhere rests on, as `statementHref` writes it. */
export function useAskedStatement(): PolicyStatement | null {
  const params = useSearchParams();
  return askedStatement(params.get("policy"), params.get("statement"));
}

export function askedStatement(policy: string | null, statement: string | null): PolicyStatement | null {
  if (statement === null || !/^\d{1,4}$/.test(statement)) return null;
  return { policy: policy ?? "", index: Number(statement) };
}
