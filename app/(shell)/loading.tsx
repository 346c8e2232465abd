import { Loading } from "@/components/shared/states";

export default function PageLoading() {
  return <Loading rows={12} />;
}
