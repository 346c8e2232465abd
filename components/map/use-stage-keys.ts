"use client";
import { type KeyboardEvent, useRef } from "react";
import { rowAfter, rowByLetters } from "./stage-keys";
import type { StageModel } from "./stage-model";

/** Milliseconds within which letters belong to one word. */
const pause = 700;

export interface StageKeyActions {
  readonly go: (row: number) => void;
  readonly select: (row: number) => void;
  readonly toggle: (row: number) => void;
  readonly focus: (row: number) => void;
  readonly back: () => void;
  readonly help: () => void;
}

/** Arrow keys walk rows and links; letters find a name; Enter, Space, F, Esc and ? act. Alters nothing while typing. */
export function useStageKeys(
  model: StageModel,
  singleKeys: boolean,
  page: number,
  actions: StageKeyActions,
  /** The row that the focus is on its way to, if it is. */
  goal: () => number | null,
) {
  const typed = useRef({ text: "", at: 0 });

  function act(key: string, row: number, time: number): boolean {
    const next = rowAfter(model, row, key, page);
    if (next !== null) {
      typed.current.text = "";
      actions.go(next);
      return true;
    }
    const isWord = typed.current.text !== "" && time - typed.current.at < pause;
    if (key === "Enter") actions.select(row);
    else if (key === " " && !isWord) (model.view.rows[row]!.kind === "group" ? actions.toggle : actions.select)(row);
    else if (key === "Escape") actions.back();
    else if (key === "f" && singleKeys && !isWord) actions.focus(row);
    else if (key === "?" && singleKeys) actions.help();
    else return letters(key, row, time, isWord);
    return true;
  }

  function letters(key: string, row: number, time: number, isWord: boolean): boolean {
    // "/" and "g" belong to the page as a whole.
    if (key.length !== 1 || key === "/" || (key === "g" && singleKeys && !isWord)) return false;
    const text = isWord ? typed.current.text + key : key;
    typed.current = { text, at: time };
    const found = rowByLetters(model, row, text);
    if (found !== null) actions.go(found);
    return true;
  }

  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const at = event.target.closest<HTMLElement>("[data-row]")?.dataset.row;
    if (at === undefined) return;
    if (act(event.key, goal() ?? Number(at), event.timeStamp)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
