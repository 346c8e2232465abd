"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Input } from "@/components/ui/input";
import { Popover, PopoverClose } from "@/components/ui/popover";
import { errorBody } from "@/lib/client/api";
import { useSavedViews } from "@/lib/client/views";
import type { ViewPage } from "@/lib/contracts/api";

/** Named addresses of this page: go to one, keep the present one, remove one. */
export function SavedViews({ page }: { page: ViewPage }) {
  return (
    <Popover
      label="Saved views"
      align="end"
      className="w-80"
      trigger={
        <Button className="font-normal" data-chrome>
          Views
          <Glyph name="chevronDown" size={12} />
        </Button>
      }
    >
      <Views page={page} />
    </Popover>
  );
}

/** Drawn, and asked for, only when the window is open. */
function Views({ page }: { page: ViewPage }) {
  const router = useRouter();
  const { views, error, save, remove } = useSavedViews(page, true);
  const [name, setName] = useState("");
  function keep(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    save.mutate({ page, name: name.trim(), query: window.location.search.slice(1) }, { onSuccess: () => setName("") });
  }
  const failed = error ?? save.error ?? remove.error;
  return (
    <>
      <ul className="max-h-72 overflow-y-auto p-1">
        {views?.length === 0 ? <li className="px-2 py-1.5 text-n8">No view is saved for this page.</li> : null}
        {views?.map((view) => (
          <li key={view.id} className="flex items-center gap-1 rounded-control pl-2 hover:bg-n2">
            <PopoverClose
              onClick={() => router.push(view.query === "" ? page : `${page}?${view.query}`)}
              title={view.query}
              className="min-h-7 min-w-0 flex-1 truncate text-left"
            >
              {view.name}
            </PopoverClose>
            <IconButton label={`Remove the view ${view.name}`} onClick={() => remove.mutate(view.id)}>
              <Glyph name="cross" size={12} />
            </IconButton>
          </li>
        ))}
      </ul>
      {failed === null ? null : <p className="px-3 py-1 text-high">{errorBody(failed).message}</p>}
      <form onSubmit={keep} className="flex gap-2 border-line border-t p-2">
        <Input
          aria-label="Name of the view"
          placeholder="Name this view"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
        />
        <Button type="submit" disabled={name.trim() === "" || save.isPending}>
          Save
        </Button>
      </form>
    </>
  );
}
