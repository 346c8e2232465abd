"use client";
import { useSyncExternalStore } from "react";
import { Loading } from "@/components/shared/states";
import { LoadedMap } from "./loaded-map";

const never = () => () => undefined;

/**
 * The access map: a page of its own, with title, filters, picture, table and details. It is drawn by the browser alone:
 * where things stand depends on the window.
 */
export function AccessMap() {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return inBrowser ? <LoadedMap /> : <Loading rows={16} />;
}
