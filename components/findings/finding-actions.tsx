"use client";
import { useState } from "react";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { errorBody } from "@/lib/client/api";
import { useAcceptanceChanges } from "@/lib/client/findings";
import type { FindingDetail } from "@/lib/contracts/api";
import { AcceptDialog } from "./accept-dialog";

/** Accepts an open finding; says of an accepted one who answers for it, and takes that back. */
export function FindingActions({ detail }: { detail: FindingDetail }) {
  const [asking, setAsking] = useState(false);
  const { revoke } = useAcceptanceChanges();
  const toast = useToast();
  const held = detail.row.acceptance;
  if (held === null)
    return (
      <div data-chrome>
        <Button onClick={() => setAsking(true)}>Accept …</Button>
        <AcceptDialog open={asking} onOpenChange={setAsking} detail={detail} />
      </div>
    );
  const full = detail.acceptances.find(({ id }) => id === held.id);
  const byFile = full?.source === "file";
  return (
    <Notice
      icon="check"
      className="max-w-lines"
      action={
        byFile ? null : (
          <Button
            data-chrome
            disabled={revoke.isPending}
            onClick={() =>
              revoke.mutate(held.id, {
                onSuccess: () =>
                  toast({ title: "The acceptance was revoked", description: "The finding is open again." }),
                onError: (error) => toast({ title: "It could not be revoked", description: errorBody(error).message }),
              })
            }
          >
            Revoke
          </Button>
        )
      }
    >
      <p className="break-words font-medium text-n10">Accepted: {held.reason}</p>
      <p className="break-words">
        {held.owner} answers for it
        {held.expires === null ? ", until it is revoked" : ", until "}
        {held.expires === null ? null : <Time at={held.expires} />}
        {full?.acceptedAt ? "; since " : null}
        {full?.acceptedAt ? <Time at={full.acceptedAt} /> : null}
        {full?.acceptedBy ? `, by ${full.acceptedBy}` : null}.
      </p>
      {byFile ? (
        <p className="break-words">
          It stands in the mute file <code>{full.place}</code> and is changed there.
        </p>
      ) : null}
    </Notice>
  );
}
