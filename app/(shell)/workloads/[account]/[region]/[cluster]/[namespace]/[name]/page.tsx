import type { Metadata } from "next";
import { WorkloadPage } from "@/components/workloads/workload-page";
import { pathTitle } from "@/lib/view/path-title";

type Params = Promise<{ cluster: string; namespace: string; name: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { cluster, namespace, name } = await params;
  return { title: pathTitle([namespace, name], cluster) };
}

export default function Page() {
  return <WorkloadPage />;
}
