"use client";
import { type FormEvent, useId, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Input } from "@/components/ui/input";
import type { OpenKey } from "@/lib/contracts/api";
import { type FilledContext, parseValues, writeContext } from "./context-value";

/** Keys that are often decided by the network and the call, for who wants to try. */
const common = [
  "aws:SourceIp",
  "aws:SourceVpc",
  "aws:SourceVpce",
  "aws:SecureTransport",
  "aws:RequestedRegion",
  "aws:ViaAWSService",
];

/** What the decision rests on and nobody knows: filled in here, and the answer follows. */
export function ContextFields({
  openKeys,
  filled,
  onChange,
}: {
  openKeys: readonly OpenKey[];
  filled: FilledContext;
  onChange: (context: string) => void;
}) {
  const id = useId();
  const open = openKeys.filter((each) => !filled.has(each.key));
  const set = (key: string, value: string | readonly string[] | null) =>
    onChange(writeContext(new Map([...filled, [key, value]])));
  const remove = (key: string) => onChange(writeContext(new Map([...filled].filter(([each]) => each !== key))));
  return (
    <div className="flex max-w-page flex-col gap-2">
      {open.length === 0 && filled.size === 0 ? (
        <p className="text-n8">No condition of the call is left open.</p>
      ) : null}
      <ul className="flex flex-col">
        {[...filled].map(([key, value]) => (
          <li key={key} className="flex min-h-9 flex-wrap items-center gap-x-3 border-line border-b">
            <code className="w-64 min-w-0 break-all">{key}</code>
            <span className="min-w-0 flex-1 break-words">
              {value === null ? (
                <span className="text-n8">absent</span>
              ) : typeof value === "string" ? (
                value
              ) : (
                value.join(", ")
              )}
            </span>
            <IconButton label={`Take back ${key}`} onClick={() => remove(key)}>
              <Glyph name="cross" size={14} />
            </IconButton>
          </li>
        ))}
        {open.map((each) => (
          <OpenField key={each.key} open={each} onSet={(value) => set(each.key, value)} />
        ))}
      </ul>
      <OtherKey id={id} onSet={set} />
    </div>
  );
}

function OpenField({ open, onSet }: { open: OpenKey; onSet: (value: string | readonly string[] | null) => void }) {
  const [text, setText] = useState("");
  const id = useId();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== "") onSet(parseValues(text));
  }
  return (
    <li className="border-line border-b py-1.5">
      <form onSubmit={submit} className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <label htmlFor={id} className="w-64 min-w-0">
          <code className="break-all">{open.key}</code>
        </label>
        <Input
          id={id}
          value={text}
          onChange={(event) => setText(event.target.value)}
          list={`${id}-values`}
          placeholder="value"
          autoComplete="off"
          spellCheck={false}
          className="max-w-64"
        />
        <datalist id={`${id}-values`}>
          {open.values.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        <Button type="submit">Set</Button>
        <Button variant="quiet" onClick={() => onSet(null)}>
          It is absent
        </Button>
        <span className="min-w-0 basis-full text-n8">{open.sentences.join("; ")}</span>
      </form>
    </li>
  );
}

function OtherKey({ id, onSet }: { id: string; onSet: (key: string, value: string | readonly string[]) => void }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (key.trim() === "") return;
    onSet(key.trim(), parseValues(value));
    setKey("");
    setValue("");
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-2" data-chrome>
      <Input
        aria-label="Another condition key"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        list={`${id}-keys`}
        placeholder="Another key, such as aws:SourceVpce"
        autoComplete="off"
        spellCheck={false}
        className="max-w-72"
      />
      <datalist id={`${id}-keys`}>
        {common.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <Input
        aria-label="Its value"
        value={value}
        onChange={(event) => setValue(event.target.value)}
        placeholder="value"
        autoComplete="off"
        spellCheck={false}
        className="max-w-64"
      />
      <Button type="submit">Set</Button>
    </form>
  );
}
