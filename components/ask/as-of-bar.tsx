"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { type FormEvent, useEffect, useState } from "react";
import { RecordedChanges } from "@/components/parts/recorded-changes";
import { counted } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { apiGet, errorBody } from "@/lib/client/api";
import type { AsOfAnswer } from "@/lib/contracts/api";

const parsers = { at: parseAsString.withDefault(""), snapshot: parseAsString };

/** Asks about another time than now: from the snapshot that was in force, with what that leaves open. */
export function AsOfBar() {
  const [address, setAddress] = useQueryStates(parsers, { history: "push" });
  const { at } = address;
  const answer = useQuery({
    queryKey: ["as-of", at],
    queryFn: ({ signal }) => apiGet<AsOfAnswer>("/api/snapshots/at", { at }, signal),
    enabled: at !== "",
  });
  const clear = () => void setAddress({ at: null, snapshot: null });
  const inForce = answer.data?.snapshot?.id ?? null;
  // A link may name the time alone: what is shown below must be of the snapshot that was in force then.
  useEffect(() => {
    if (inForce !== null && address.snapshot === null) void setAddress({ snapshot: inForce }, { history: "replace" });
  }, [inForce, address.snapshot, setAddress]);
  return (
    <div className="flex flex-col gap-2" data-chrome={at === "" || undefined}>
      <Choice key={at} at={at} onClear={clear} />
      {answer.isError ? <Notice icon="warning">{errorBody(answer.error).message}</Notice> : null}
      {answer.data ? (
        <Basis
          answer={answer.data}
          shown={address.snapshot}
          onShow={(snapshot) => void setAddress({ snapshot }, { history: "replace" })}
        />
      ) : null}
    </div>
  );
}

function Choice({ at, onClear }: { at: string; onClear: () => void }) {
  const [, setAddress] = useQueryStates(parsers, { history: "push" });
  const [text, setText] = useState(at.slice(0, 16));
  const [failure, setFailure] = useState<string | null>(null);

  async function choose(event: FormEvent) {
    event.preventDefault();
    if (text === "") return;
    const time = `${text}:00Z`;
    try {
      const { snapshot } = await apiGet<AsOfAnswer>("/api/snapshots/at", { at: time });
      setFailure(null);
      await setAddress({ at: time, snapshot: snapshot?.id ?? null });
    } catch (error) {
      setFailure(errorBody(error).message);
    }
  }

  return (
    <form onSubmit={(event) => void choose(event)} className="flex flex-wrap items-center gap-2" data-chrome>
      <label className="flex flex-wrap items-center gap-2 text-n8">
        Who had access on
        <span className="flex items-center gap-2">
          <input
            type="datetime-local"
            aria-label="Time in UTC"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="h-7 w-52 rounded-control border border-line-strong bg-n0 px-2 text-n10 text-sm"
          />
          UTC
        </span>
      </label>
      <Button type="submit">Show</Button>
      {at === "" ? null : (
        <Button variant="quiet" onClick={onClear}>
          Back to the newest
        </Button>
      )}
      {failure === null ? null : <p className="text-medium">{failure}</p>}
    </form>
  );
}

function Basis({
  answer,
  shown,
  onShow,
}: {
  answer: AsOfAnswer;
  shown: string | null;
  onShow: (snapshot: string) => void;
}) {
  const { snapshot, later } = answer;
  if (snapshot === null) {
    return (
      <Notice
        icon="warning"
        action={
          later && shown !== later.id ? <Button onClick={() => onShow(later.id)}>Show that one</Button> : undefined
        }
      >
        <p>{answer.sentence}</p>
        <p>
          {shown !== null && later?.id === shown
            ? "What stands below is of that later one, and says nothing certain of the time asked about."
            : "What stands below is of the newest one."}
        </p>
      </Notice>
    );
  }
  if (shown !== null && shown !== snapshot.id) {
    return (
      <Notice icon="warning" action={<Button onClick={() => onShow(snapshot.id)}>Show that one</Button>}>
        <p role="status">
          What stands below is of another snapshot than the one in force then, which is of{" "}
          <Time at={snapshot.finishedAt} />.
        </p>
      </Notice>
    );
  }
  return (
    <Notice icon="info">
      <p role="status">{answer.sentence}</p>
      {answer.watched === null ? null : <p>{answer.watched}</p>}
      {later ? (
        <p>
          The next snapshot is of <Time at={later.finishedAt} />.
        </p>
      ) : null}
      {answer.changes.length > 0 ? (
        <Disclosure title={counted(answer.changeCount, "recorded change in between", "recorded changes in between")}>
          <RecordedChanges events={answer.changes} />
          {answer.changeCount > answer.changes.length ? <p>The newest {answer.changes.length}.</p> : null}
        </Disclosure>
      ) : null}
    </Notice>
  );
}
