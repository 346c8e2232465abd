import { None } from "@/components/shared/field-list";
import { counted } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { Reasons } from "@/components/shared/reasons";
import { Tags } from "@/components/shared/tags";
import { Time } from "@/components/shared/time";
import { Notice } from "@/components/ui/notice";
import type { BecomingRow, PodRow, ServiceAccountAnswer, WorkloadKubernetes } from "@/lib/contracts/api";

/** What the cluster itself says: the service account, what its running pods carry, and who can become it. */
export function KubernetesSections({ kubernetes }: { kubernetes: WorkloadKubernetes }) {
  const { serviceAccount, pods, podCount, becoming } = kubernetes;
  return (
    <>
      <Section
        title="In the cluster"
        {...(pods === null ? {} : { note: counted(podCount, "running pod", "running pods") })}
      >
        <div className="flex max-w-page flex-col gap-3">
          <Account account={serviceAccount} />
          <Pods pods={pods} count={podCount} />
        </div>
      </Section>
      <Section title="Who can become it in Kubernetes">
        <div className="max-w-page">
          <Becoming rows={becoming} />
        </div>
      </Section>
    </>
  );
}

function Account({ account }: { account: ServiceAccountAnswer | null }) {
  if (account === null) return <p>Service accounts of the cluster were not read.</p>;
  if (!account.exists)
    return <Notice>The service account does not exist: whoever may create it gets what is bound to its name.</Notice>;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2">
      <span>
        The service account exists{account.annotations.length === 0 ? ", without annotations." : ", annotated:"}
      </span>
      {account.annotations.length === 0 ? null : <Tags tags={account.annotations} />}
    </p>
  );
}

const carriesWords: Record<PodRow["carries"], string> = {
  "pod-identity": "Pod Identity",
  irsa: "IRSA",
  "static-key": "a static key",
  none: "nothing",
  unknown: "not known",
};

function Pods({ pods, count }: { pods: readonly PodRow[] | null; count: number }) {
  if (pods === null) return <p>Pods of the cluster were not read: what running ones carry is not known.</p>;
  if (pods.length === 0) return <p>No pod of it runs.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="overflow-x-auto" aria-label="Running pods" tabIndex={0}>
      <table className="w-full text-left">
        <caption className="sr-only">Running pods and the credentials that each carries</caption>
        <thead className="text-n8">
          <tr className="border-line border-b">
            <th className="py-1 pr-4 font-normal">Pod</th>
            <th className="py-1 pr-4 font-normal">Carries</th>
            <th className="py-1 pr-4 font-normal">A new pod would get</th>
            <th className="py-1 pr-4 font-normal">Created</th>
            <th className="py-1 font-normal">Because</th>
          </tr>
        </thead>
        <tbody>
          {pods.map((pod) => (
            <tr key={pod.name} className="border-line border-b align-top last:border-b-0">
              <td className="py-1 pr-4">
                <code className="break-all">{pod.name}</code>
              </td>
              <td className="py-1 pr-4">
                {carriesWords[pod.carries]}
                {pod.roleArn === null ? null : <code className="block break-all text-n8">{pod.roleArn}</code>}
              </td>
              <td className="py-1 pr-4">{pod.carries === pod.expected ? "the same" : carriesWords[pod.expected]}</td>
              <td className="py-1 pr-4">
                {pod.createdAt === null ? <None>not told</None> : <Time at={pod.createdAt} />}
              </td>
              <td className="py-1">{pod.reasons.length === 0 ? null : <Reasons reasons={pod.reasons} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > pods.length ? <p className="text-n8">and {count - pods.length} more</p> : null}
    </section>
  );
}

const viaWords: Readonly<Record<string, string>> = {
  all: "do everything",
  "create-pods": "create pods",
  "create-workloads": "create or change workloads",
  exec: "run commands in its pods",
  "create-token": "ask for its tokens",
  impersonate: "impersonate",
  "patch-service-account": "change service accounts",
  "read-secrets": "read secrets",
  "nodes-proxy": "reach the kubelet",
};

function Becoming({ rows }: { rows: readonly BecomingRow[] | null }) {
  if (rows === null) return <p>RBAC of the cluster was not read.</p>;
  if (rows.length === 0) return <p>No rule that was read lets anybody else act as it.</p>;
  return (
    <ul className="flex flex-col gap-2">
      {rows.map((row) => (
        <li key={`${row.kind} ${row.name}`}>
          <span className="text-n8">{row.kind}</span> <code className="break-all">{row.name}</code> may{" "}
          {row.vias.map((via) => viaWords[via] ?? via).join(", ")}
          <span className="text-n8"> through {row.through.join(", ")}</span>
          {row.kind === "Group" || row.kind === "User" ? <Behind principals={row.principals} /> : null}
        </li>
      ))}
    </ul>
  );
}

function Behind({ principals }: { principals: readonly string[] | null }) {
  if (principals === null) return <span className="block text-n8">Which IAM principals that is, was not read.</span>;
  if (principals.length === 0) return <span className="block text-n8">No IAM principal is mapped to it.</span>;
  return <span className="block break-all">that is {principals.join(", ")}</span>;
}
