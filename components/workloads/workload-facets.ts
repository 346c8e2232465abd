import { mechanismName } from "@/components/shared/mechanism";
import { verdictWord } from "@/components/shared/verdict";
import type { FacetOption } from "@/components/ui/facet-filter";
import type { WorkloadsAnswer } from "@/lib/contracts/api";
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";

const kindWords = new Map([
  ["service-account", "service account"],
  ["pattern", "pattern of a trust policy"],
  ["node", "nodes"],
]);

/** Filters of the list, in the order in which people narrow down. */
export const workloadFacets: readonly {
  readonly name: keyof WorkloadsAnswer["facets"];
  readonly title: string;
  readonly options: (answer: WorkloadsAnswer) => readonly FacetOption[];
}[] = [
  {
    name: "verdict",
    title: "Verdict",
    options: ({ facets }) => named(facets.verdict, (v) => verdictWord(v as Verdict)),
  },
  { name: "account", title: "Account", options: ({ facets }) => facets.account },
  { name: "region", title: "Region", options: ({ facets }) => facets.region },
  { name: "cluster", title: "Cluster", options: ({ facets }) => facets.cluster },
  { name: "kind", title: "Kind", options: ({ facets }) => named(facets.kind, (kind) => kindWords.get(kind) ?? kind) },
  { name: "namespace", title: "Namespace", options: ({ facets }) => facets.namespace },
  {
    name: "mechanism",
    title: "Mechanism",
    options: ({ facets }) => named(facets.mechanism, (m) => mechanismName(m as Mechanism)),
  },
  {
    name: "service",
    title: "Service",
    options: ({ facets }) => named(facets.service, (s) => (s === "*" ? "every service" : s)),
  },
];

function named(options: readonly FacetOption[], name: (value: string) => string): readonly FacetOption[] {
  return options.map((option) => ({ ...option, label: name(option.value) }));
}
