import type { ReportFormat, ReportKind } from "@/lib/contracts/report";

/** Kinds in the order of the choice, each with what it is for. */
export const kinds: readonly { readonly value: ReportKind; readonly label: string; readonly about: string }[] = [
  {
    value: "executive",
    label: "Executive report",
    about: "Two pages: state, trend, worst risks and coverage, in plain words.",
  },
  {
    value: "findings",
    label: "Findings",
    about: "Every finding with its reason, evidence and remedy, and what could not be read.",
  },
  {
    value: "access-review",
    label: "Access review",
    about: "Who decided what on each workload, and what is still undecided.",
  },
  { value: "evidence:cis-eks", label: "Evidence: CIS EKS", about: evidence("CIS Amazon EKS Benchmark") },
  { value: "evidence:soc2", label: "Evidence: SOC 2", about: evidence("SOC 2") },
  { value: "evidence:iso27001", label: "Evidence: ISO 27001", about: evidence("ISO/IEC 27001:2022") },
  { value: "evidence:pci-dss", label: "Evidence: PCI DSS", about: evidence("PCI DSS 4.0.1") },
  { value: "evidence:nist-800-53", label: "Evidence: NIST 800-53", about: evidence("NIST SP 800-53 Revision 5") },
];

function evidence(name: string): string {
  return `Least privilege, access review and separation of environments, with the requirements of ${name} that they serve and what is not evidenced.`;
}

export const formats: readonly { readonly value: ReportFormat; readonly label: string }[] = [
  { value: "pdf", label: "PDF" },
  { value: "xlsx", label: "XLSX" },
  { value: "json", label: "JSON" },
  { value: "csv", label: "CSV, first table" },
];

export function kindLabel(kind: ReportKind): string {
  return kinds.find(({ value }) => value === kind)?.label ?? kind;
}

/** "36.5 KB" */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
