"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { KindIcon } from "@/components/shared/kind-icon";
import { counted } from "@/components/shared/number";
import { usePreferences } from "@/components/shared/preferences";
import { Glyph, type IconName } from "@/components/ui/icons";
import { useEstateQuery } from "@/lib/client/estate-query";
import { useScan } from "@/lib/client/scan-progress";
import type { SearchAnswer, SearchHit } from "@/lib/contracts/api";
import { questionsOf } from "./pasted";
import { places } from "./places";
import { recentHits, rememberHit } from "./recent-hits";

const groupClass =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 " +
  "[&_[cmdk-group-heading]]:text-n8 [&_[cmdk-group-heading]]:text-xs";
const itemClass =
  "flex min-h-8 cursor-default items-center gap-2.5 rounded-control px-2 data-[selected=true]:bg-n3 aria-disabled:opacity-50";

/** Find anything by name, ARN or id, or do something: all without a mouse. `typed`: what was typed before it was here. */
export function Palette({ onDone, typed }: { onDone: () => void; typed: string }) {
  const router = useRouter();
  const [text, setText] = useState(typed);
  const query = useDeferredValue(text.trim());
  const search = useEstateQuery<SearchAnswer>(
    "/api/search",
    { q: query.slice(0, 2048) },
    { enabled: query !== "", keepPrevious: true },
  );
  const commands = useCommands(onDone);
  const questions = questionsOf(query);
  const wanted = text.trim().toLowerCase();
  const found = commands.filter((command) => command.title.toLowerCase().includes(wanted));
  const hits = query === "" ? recentHits() : (search.data?.data.hits ?? []);
  const matched = search.data?.data.matched ?? 0;

  function open(hit: SearchHit) {
    rememberHit(hit);
    onDone();
    router.push(hit.href);
  }

  return (
    <Command label="Find anything" shouldFilter={false} loop className="flex min-h-0 flex-col">
      <div className="flex items-center gap-2 border-line border-b px-4">
        <span className="text-n7">
          <Glyph name="search" />
        </span>
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="A name, ARN, id, or what to do"
          className="h-11 w-full bg-transparent text-md outline-none placeholder:text-n8"
        />
      </div>
      <Command.List className="max-h-[50vh] overflow-y-auto p-2" label="Results">
        <Command.Empty className="px-2 py-6 text-n8">
          {search.isFetching ? "Searching" : `Nothing is called “${query}” in this snapshot`}
        </Command.Empty>
        {hits.length > 0 ? (
          <Command.Group
            heading={query === "" ? "Recent" : `${counted(matched, "match", "matches")}`}
            className={groupClass}
          >
            {hits.map((hit) => (
              <Command.Item key={hit.href} value={hit.href} onSelect={() => open(hit)} className={itemClass}>
                <KindIcon kind={hit.kind} />
                <span className="min-w-0 flex-1 truncate">{hit.title}</span>
                <span className="max-w-1/2 truncate text-n8">{hit.context}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {questions.length > 0 ? (
          <Command.Group heading="Ask" className={groupClass}>
            {questions.map((question) => (
              <Command.Item
                key={question.href}
                value={question.href}
                onSelect={() => {
                  onDone();
                  router.push(question.href);
                }}
                className={itemClass}
              >
                <span className="text-n7">
                  <Glyph name="ask" />
                </span>
                <span className="min-w-0 truncate">{question.title}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        {found.length > 0 ? (
          <Command.Group heading="Do" className={groupClass}>
            {found.map((command) => (
              <Command.Item key={command.title} value={command.title} onSelect={command.run} className={itemClass}>
                <span className="text-n7">
                  <Glyph name={command.icon} />
                </span>
                {command.title}
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
      </Command.List>
    </Command>
  );
}

function useCommands(onDone: () => void): readonly { title: string; icon: IconName; run: () => void }[] {
  const router = useRouter();
  const { preferences, choose } = usePreferences();
  const scan = useScan();
  const then = (act: () => void) => () => {
    act();
    onDone();
  };
  return [
    ...places.map((place) => ({
      title: `Go to ${place.title}`,
      icon: place.icon,
      run: then(() => router.push(place.href)),
    })),
    scan.running
      ? { title: "Stop the scan", icon: "stop" as const, run: then(scan.cancel) }
      : { title: "Scan now", icon: "scan" as const, run: then(scan.start) },
    { title: "Theme: light", icon: "sun", run: then(() => choose({ theme: "light" })) },
    { title: "Theme: dark", icon: "sun", run: then(() => choose({ theme: "dark" })) },
    { title: "Theme: as the system", icon: "sun", run: then(() => choose({ theme: "system" })) },
    preferences.zone === "utc"
      ? { title: "Show times in local time", icon: "info" as const, run: then(() => choose({ zone: "local" })) }
      : { title: "Show times in UTC", icon: "info" as const, run: then(() => choose({ zone: "utc" })) },
  ];
}
