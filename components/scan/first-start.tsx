"use client";
import { Link } from "@/components/shared/link";
import { ScanView } from "@/components/shared/scan-view";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Notice } from "@/components/ui/notice";
import { errorBody } from "@/lib/client/api";
import { useScan } from "@/lib/client/scan-progress";
import { useStatus } from "@/lib/client/status";
import type { StatusAnswer } from "@/lib/contracts/api";
import { ScopeView } from "./scope-view";

/** Before the first snapshot: as whom Podlens reads, what it will read, what it needs for that, and one button. */
export function FirstStart() {
  const status = useStatus();
  const { progress, running, start, cancel, error } = useScan();
  if (!status.data) return null;
  if (running && progress !== null) {
    return (
      <div className="mx-auto w-full max-w-[38rem] px-4 py-12">
        <h1 className="sr-only">The first scan is running</h1>
        <ScanView progress={progress} onCancel={cancel} />
        <p className="mt-4 text-n8">The pages fill as soon as the scan is done. It goes on when you leave this page.</p>
      </div>
    );
  }
  const { identity } = status.data;
  return (
    <div className="mx-auto flex w-full max-w-[46rem] flex-col gap-6 px-4 py-12">
      <div className="flex flex-col gap-2">
        <h1 className="font-semibold text-xl tracking-[-0.01em]">Nothing has been read yet</h1>
        <p className="text-md text-n8">
          Podlens reads which service accounts of your EKS clusters hold which IAM roles, and what those roles allow. It
          only reads, and sends nothing anywhere.
        </p>
      </div>
      {progress?.state === "failed" || progress?.state === "cancelled" ? (
        <Notice icon="warning">
          <ScanView progress={progress} onCancel={cancel} />
        </Notice>
      ) : null}
      <IdentityView identity={identity} />
      <ScopeView scope={status.data.scope} />
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" onClick={start} disabled={identity.kind === "failed"}>
          Read the estate now
        </Button>
        {error === null ? null : (
          <p role="alert">
            {errorBody(error).message} {errorBody(error).remedy}
          </p>
        )}
      </div>
      <details>
        <summary className="link w-fit">The IAM policy that Podlens needs, and no more</summary>
        <div className="mt-2">
          <CodeBlock text={status.data.requiredPolicy} what="IAM policy" />
        </div>
        <p className="mt-2 text-n8">
          As files for other accounts:{" "}
          <Link href="/coverage#access" className="link">
            templates on the Coverage page
          </Link>
          .
        </p>
      </details>
    </div>
  );
}

function IdentityView({ identity }: { identity: StatusAnswer["identity"] }) {
  if (identity.kind === "pending") return <p className="text-n8">Asking AWS who Podlens is signed in as.</p>;
  if (identity.kind === "known") {
    return (
      <p>
        Signed in to account <code>{identity.accountId}</code> as <code className="break-all">{identity.arn}</code>
      </p>
    );
  }
  return (
    <Notice icon="warning">
      <p className="font-medium text-n10">{identity.message}</p>
      <p>{identity.remedy}</p>
      {identity.missingPermission === null ? null : (
        <p>
          Missing permission: <code>{identity.missingPermission}</code>
        </p>
      )}
    </Notice>
  );
}
