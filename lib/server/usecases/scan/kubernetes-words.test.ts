import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { kubernetesConsequence, kubernetesMessage } from "./kubernetes-words";

interface Manifest {
  readonly kind: string;
  readonly rules?: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const manifest = readFileSync(new URL("../../../../public/kubernetes/reader.yaml", import.meta.url), "utf8");
const shipped = parseAllDocuments(manifest)
  .flatMap((document) => (document.toJS() as Manifest).rules ?? [])
  .flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
    resources.map((resource) => {
      const names = resourceNames ? `, resourceNames: [${resourceNames.join(", ")}]` : "";
      const text = `{apiGroups: ["${apiGroups.join()}"], resources: [${resource}]${names}, verbs: [${verbs.join()}]}`;
      return { operation: `${verbs[0]} ${resource}${resourceNames ? `/${resourceNames[0]}` : ""}`, text };
    }),
  );

it.each(shipped)("$operation: a denial names the rule of the manifest that we ship", ({ operation, text }) => {
  const arn = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
  expect(kubernetesMessage({ kind: "denied", operation, message: "no" }, arn)).toContain(`rule ${text} `);
  expect(kubernetesConsequence(operation).length).toBeGreaterThan(20);
});

it("a stranger is told the command that lets it in", () => {
  const message = kubernetesMessage(
    { kind: "credentials", operation: "connect", message: "Unauthorized" },
    "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
  );
  expect(message).toContain("aws eks create-access-entry --cluster-name prod --kubernetes-groups podlens-readers");
});
