/** Requirements that the evidence serves: their numbers, and what they ask, in our words. */
import type { Framework } from "@/lib/contracts/report";

export type Control = "least-privilege" | "access-review" | "separation";

export const controlTitles: Readonly<Record<Control, string>> = {
  "least-privilege": "Least privilege",
  "access-review": "Access review",
  separation: "Separation of environments",
};

export interface Requirement {
  readonly number: string;
  readonly title: string;
  readonly controls: readonly Control[];
  /** What of it this package does not show. */
  readonly missing: string;
}

export interface FrameworkText {
  readonly name: string;
  readonly requirements: readonly Requirement[];
}

const people = "People and how they sign in";
const policy = "The written policy, and that it was approved";

export const frameworkTexts: Readonly<Record<Framework, FrameworkText>> = {
  "cis-eks": {
    name: "CIS Amazon EKS Benchmark",
    requirements: [
      {
        number: "5.2.1",
        title: "Pods get AWS access through service accounts of their own, not through the node's role",
        controls: ["least-privilege", "separation"],
        missing: "Network and runtime settings of the pods",
      },
      {
        number: "4.1.5",
        title: "The default service accounts of namespaces are not used by workloads",
        controls: ["least-privilege"],
        missing: "What default service accounts may do inside Kubernetes",
      },
      {
        number: "5.5.1",
        title: "Who may act in the cluster is managed through IAM",
        controls: ["access-review"],
        missing: `${people}; Kubernetes roles beyond what reaches service accounts`,
      },
    ],
  },
  soc2: {
    name: "SOC 2, Trust Services Criteria (2017, points of focus of 2022)",
    requirements: [
      {
        number: "CC6.1",
        title: "Logical access to protected information is restricted by the architecture and by access controls",
        controls: ["least-privilege", "separation"],
        missing: `${people}; encryption and network`,
      },
      {
        number: "CC6.2",
        title: "Access is registered and authorised before it is given, and taken away when it is no longer needed",
        controls: ["access-review"],
        missing: "Requests and approvals; joiners and leavers",
      },
      {
        number: "CC6.3",
        title:
          "Access follows roles and responsibilities, with least privilege and separated duties, and is changed or removed accordingly",
        controls: ["least-privilege", "access-review", "separation"],
        missing: "Duties of people",
      },
    ],
  },
  iso27001: {
    name: "ISO/IEC 27001:2022, Annex A",
    requirements: [
      {
        number: "A.5.15",
        title: "Rules of access exist and are put into practice, on what business and security need",
        controls: ["least-privilege", "separation"],
        missing: policy,
      },
      {
        number: "A.5.18",
        title: "Access rights are given, reviewed, changed and removed by those rules",
        controls: ["access-review"],
        missing: "Requests and approvals; rights of people",
      },
      {
        number: "A.8.2",
        title: "Privileged access rights are few, and managed",
        controls: ["least-privilege", "access-review"],
        missing: `${people}, where they hold privileges themselves`,
      },
      {
        number: "A.8.3",
        title: "Access to information is restricted by the rules of access",
        controls: ["least-privilege"],
        missing: "What the information is, and how it is classified",
      },
      {
        number: "A.8.31",
        title: "Development, test and production are kept apart",
        controls: ["separation"],
        missing: "Networks, and who may deploy",
      },
    ],
  },
  "pci-dss": {
    name: "PCI DSS 4.0.1",
    requirements: [
      {
        number: "7.2.1",
        title: "An access control model gives access by need and by function",
        controls: ["least-privilege"],
        missing: policy,
      },
      {
        number: "7.2.2",
        title: "Privileges are the least that the work needs",
        controls: ["least-privilege"],
        missing: people,
      },
      {
        number: "7.2.5",
        title: "Application and system accounts have the least privileges that they need, limited to what needs them",
        controls: ["least-privilege"],
        missing: "Accounts outside AWS and Kubernetes",
      },
      {
        number: "7.2.5.1",
        title:
          "The access of application and system accounts is reviewed at a frequency set by risk, and management confirms it",
        controls: ["access-review"],
        missing: "The targeted risk analysis that sets the frequency",
      },
      {
        number: "6.5.3",
        title: "Pre-production is separated from production, and access controls enforce it",
        controls: ["separation"],
        missing: "Which environments hold cardholder data; networks",
      },
    ],
  },
  "nist-800-53": {
    name: "NIST SP 800-53 Revision 5",
    requirements: [
      {
        number: "AC-2",
        title: "Accounts, service accounts among them, are managed and reviewed",
        controls: ["access-review"],
        missing: "Requests and approvals; accounts of people",
      },
      {
        number: "AC-3",
        title: "Approved authorisations are enforced",
        controls: ["least-privilege", "separation"],
        missing: "Enforcement inside applications",
      },
      {
        number: "AC-5",
        title: "Duties are separated, and authorisations support that",
        controls: ["separation"],
        missing: "Duties of people",
      },
      {
        number: "AC-6",
        title: "Only the access that a task needs is allowed",
        controls: ["least-privilege"],
        missing: people,
      },
      {
        number: "AC-6(7)",
        title: "Privileges are reviewed at a set frequency, and taken away where they are not needed",
        controls: ["access-review"],
        missing: "The frequency that was set",
      },
    ],
  },
};
