"use client";
import {
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type Ref,
  useEffect,
  useRef,
  useState,
} from "react";

/** A module of components that is fetched when it is first wanted. */
export interface Late<Module> {
  load(): Promise<Module>;
  /** null until `load` has resolved. */
  now(): Module | null;
}

export function late<Module>(fetchIt: () => Promise<Module>): Late<Module> {
  let module: Module | null = null;
  return {
    async load() {
      module ??= await fetchIt();
      return module;
    },
    now: () => module,
  };
}

/** The module once `wanted` has been true; it stays, so that what closes can still fade out. */
export function useWanted<Module>(of: Late<Module>, wanted: boolean): Module | null {
  const [module, setModule] = useState<Module | null>(null);
  useEffect(() => {
    if (!wanted || module !== null) return;
    const known = of.now();
    if (known !== null) setModule(() => known);
    else void of.load().then((found) => setModule(() => found));
  }, [of, wanted, module]);
  return module;
}

interface TriggerProps {
  readonly onClick?: (event: MouseEvent<HTMLElement>) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

/**
 * A button whose window is fetched with the first press: until then `button` is `trigger` itself. The press that asked for
 * it is passed on to the button that takes its place (it has to take `ref`), so that nothing is pressed twice.
 */
export function useLateTrigger<Module>(
  of: Late<Module>,
  trigger: ReactElement,
  popup: "menu" | "dialog",
): { readonly module: Module | null; readonly button: ReactElement; readonly ref: Ref<HTMLButtonElement> } {
  const [module, setModule] = useState<Module | null>(null);
  const press = useRef<Event | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const event = press.current;
    if (module === null || event === null || button.current === null) return;
    press.current = null;
    button.current.focus({ preventScroll: true });
    button.current.dispatchEvent(event);
  }, [module]);

  async function ask(event: Event, pressed: HTMLElement) {
    press.current = event;
    const found = of.now() ?? (await of.load());
    // Whoever went elsewhere meanwhile is not called back.
    const at = document.activeElement;
    if (at !== null && at !== document.body && !pressed.contains(at)) press.current = null;
    setModule(() => found);
  }

  const fetchIt = () => void of.load();
  const props = trigger.props as TriggerProps;
  const plain = cloneElement(trigger as ReactElement<Record<string, unknown>>, {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onPointerEnter: fetchIt,
    onFocus: fetchIt,
    onClick: (event: MouseEvent<HTMLElement>) => {
      props.onClick?.(event);
      void ask(new window.MouseEvent("click", { bubbles: true, cancelable: true }), event.currentTarget);
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      props.onKeyDown?.(event);
      if (popup !== "menu" || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      const { key } = event;
      void ask(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }), event.currentTarget);
    },
  });
  return { module, button: module === null ? plain : trigger, ref: button };
}
