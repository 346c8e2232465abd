"use client";
import { useState } from "react";
import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/input";
import type { FindingDetail } from "@/lib/contracts/api";
import { subjectWords } from "./words";

const step = 200;

/** Whom a finding concerns, the main subject first. Many are found by typing. */
export function FindingSubjects({ subjects, first = 25 }: { subjects: FindingDetail["subjects"]; first?: number }) {
  const [shown, setShown] = useState(first);
  const [text, setText] = useState("");
  const needle = text.trim().toLowerCase();
  const found =
    needle === ""
      ? subjects
      : subjects.filter(({ name, id, owner, environment }) =>
          `${name} ${id} ${owner ?? ""} ${environment ?? ""}`.toLowerCase().includes(needle),
        );
  return (
    <div>
      {subjects.length > first ? (
        <SearchInput
          label="Find a subject"
          placeholder={`Find one of ${formatNumber(subjects.length)}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={2048}
          className="mb-1 max-w-80"
        />
      ) : null}
      <ul>
        {found.slice(0, shown).map((subject) => (
          <li
            key={`${subject.kind} ${subject.id}`}
            className="grid min-h-row gap-x-3 border-line border-b py-1 sm:grid-cols-[8rem_minmax(0,1fr)_minmax(0,14rem)]"
          >
            <span className="text-n8">{subjectWords[subject.kind][0]}</span>
            <span className="min-w-0">
              {subject.href === null ? (
                <span className="break-words font-medium">{subject.name}</span>
              ) : (
                <Link href={subject.href} prefetch={false} className="link break-words font-medium" title={subject.id}>
                  {subject.name}
                </Link>
              )}
              {placeOf(subject) === "" ? null : <span className="break-words text-n8"> in {placeOf(subject)}</span>}
            </span>
            <span className="min-w-0 truncate text-n8" title={labelsOf(subject)}>
              {labelsOf(subject)}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="text-n8">None of them matches.</p> : null}
      {found.length > shown ? (
        <Button variant="quiet" className="mt-1" onClick={() => setShown(shown + step)}>
          {formatNumber(Math.min(step, found.length - shown))} more of {formatNumber(found.length - shown)}
        </Button>
      ) : null}
    </div>
  );
}

type Subject = FindingDetail["subjects"][number];

function placeOf({ kind, clusterArn, accountId }: Subject): string {
  if (clusterArn !== null && kind !== "cluster") return clusterArn.slice(clusterArn.lastIndexOf("/") + 1);
  return kind === "account" ? "" : accountId;
}

function labelsOf({ owner, environment }: Subject): string {
  return [
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(environment === null ? [] : [`environment ${environment}`]),
  ].join(", ");
}
