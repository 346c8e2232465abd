"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FacetFilter } from "@/components/ui/facet-filter";
import { Input } from "@/components/ui/input";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { useCreateReview, useReviewer } from "@/lib/client/reviews";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import { reviewPath, type WorkloadsAnswer } from "@/lib/contracts/api";

const listed = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** What a review is about; its rows are those of the snapshot that the pages show. */
export function NewReview({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="New review" className="w-[min(40rem,calc(100vw-2rem))]">
      {open ? <ReviewForm /> : null}
    </Dialog>
  );
}

type Chosen = Readonly<Record<"accounts" | "clusters" | "namespaces", readonly string[]>>;

function ReviewForm() {
  const router = useRouter();
  const { id: snapshot } = useSnapshotChoice();
  const [reviewer, setReviewer] = useReviewer();
  const [name, setName] = useState("");
  const [reviewers, setReviewers] = useState("");
  const [chosen, setChosen] = useState<Chosen>({ accounts: [], clusters: [], namespaces: [] });
  const [owners, setOwners] = useState("");
  const [environments, setEnvironments] = useState("");
  const [system, setSystem] = useState(false);
  const [carryOver, setCarryOver] = useState(true);
  const create = useCreateReview();
  const facets = useEstateQuery<WorkloadsAnswer>("/api/workloads", { limit: 1 }).data?.data.facets;
  const choose = (what: keyof Chosen) => (values: readonly string[]) => setChosen({ ...chosen, [what]: values });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      {
        name,
        reviewers,
        by: reviewer,
        snapshot: snapshot ?? "latest",
        carryOver,
        scope: {
          accounts: [...chosen.accounts],
          clusters: [...chosen.clusters],
          namespaces: [...chosen.namespaces],
          owners: listed(owners),
          environments: listed(environments),
          system,
        },
      },
      { onSuccess: ({ review }) => router.push(reviewPath(review.id)) },
    );
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-3 overflow-y-auto p-4">
      <Field label="Name">
        {(id) => (
          <Input
            id={id}
            value={name}
            onChange={(event) => setName(event.target.value)}
            placeholder="Production, fourth quarter"
            maxLength={120}
            required
          />
        )}
      </Field>
      <Field label="Reviewers">
        {(id) => (
          <Input
            id={id}
            value={reviewers}
            onChange={(event) => setReviewers(event.target.value)}
            placeholder="Names or teams; optional"
            maxLength={1000}
          />
        )}
      </Field>
      <Field label="You are">
        {(id) => (
          <Input
            id={id}
            value={reviewer}
            onChange={(event) => setReviewer(event.target.value)}
            placeholder="Your name stands with each decision"
            maxLength={120}
            required
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-n8 text-xs">Which workloads; everything where nothing is chosen</legend>
        <div className="flex flex-wrap gap-2">
          <FacetFilter
            title="Account"
            options={facets?.account ?? []}
            chosen={chosen.accounts}
            onChange={choose("accounts")}
          />
          <FacetFilter
            title="Cluster"
            options={facets?.cluster ?? []}
            chosen={chosen.clusters}
            onChange={choose("clusters")}
          />
          <FacetFilter
            title="Namespace"
            options={facets?.namespace ?? []}
            chosen={chosen.namespaces}
            onChange={choose("namespaces")}
          />
        </div>
        <div className="grid gap-2 sm:grid-cols-2">
          <Input
            aria-label="Owners, separated by commas"
            value={owners}
            onChange={(event) => setOwners(event.target.value)}
            placeholder="Owners, separated by commas"
          />
          <Input
            aria-label="Environments, separated by commas"
            value={environments}
            onChange={(event) => setEnvironments(event.target.value)}
            placeholder="Environments, separated by commas"
          />
        </div>
        <Checkbox checked={system} onChange={(event) => setSystem(event.target.checked)}>
          Also system workloads and nodes
        </Checkbox>
        <Checkbox checked={carryOver} onChange={(event) => setCarryOver(event.target.checked)}>
          Carry over decisions of closed reviews where nothing changed
        </Checkbox>
      </fieldset>
      {create.error === null ? null : (
        <p role="alert" className="text-high">
          {errorBody(create.error).message} {errorBody(create.error).remedy}
        </p>
      )}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" disabled={create.isPending}>
          {create.isPending ? "Taking the rows …" : "Begin the review"}
        </Button>
      </div>
    </form>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-n8 text-xs">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
