import type { FacetColumn } from "@/components/shared/list-page";
import type { FindingsAnswer } from "@/lib/contracts/api";
import { categoryWords, certaintyWords, changeWords, severityWords, statusWords, subjectWords, worded } from "./words";

export const facetNames: readonly string[] = [
  "severity",
  "status",
  "category",
  "rule",
  "owner",
  "environment",
  "account",
  "cluster",
  "certainty",
  "changed",
  "kind",
];

const kindWords = Object.fromEntries(Object.entries(subjectWords).map(([kind, [one]]) => [kind, one]));

export function findingFacets(facets: FindingsAnswer["facets"] | undefined): readonly FacetColumn[] {
  return [
    { name: "severity", title: "Severity", options: worded(facets?.severity ?? [], severityWords) },
    { name: "status", title: "Status", options: worded(facets?.status ?? [], statusWords) },
    { name: "category", title: "Category", options: worded(facets?.category ?? [], categoryWords) },
    { name: "rule", title: "Rule", options: facets?.rule ?? [] },
    { name: "owner", title: "Owner", options: facets?.owner ?? [] },
    { name: "environment", title: "Environment", options: facets?.environment ?? [] },
    { name: "account", title: "Account", options: facets?.account ?? [] },
    { name: "cluster", title: "Cluster", options: facets?.cluster ?? [] },
    { name: "certainty", title: "Certainty", options: worded(facets?.certainty ?? [], certaintyWords) },
    { name: "changed", title: "Change", options: worded(facets?.changed ?? [], changeWords) },
    { name: "kind", title: "Subject", options: worded(facets?.kind ?? [], kindWords) },
  ];
}
