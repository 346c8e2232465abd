/** What floats over the page: windows of menus and filters. */
export const floatClass =
  "rounded-panel border border-line bg-n0 text-sm shadow-float outline-none transition-[opacity,translate] duration-120 ease-out " +
  "data-starting-style:-translate-y-0.5 data-starting-style:opacity-0 data-ending-style:opacity-0";

/** The page behind a dialog. */
export const backdropClass =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

/** A dialog over the page. */
export const dialogClass =
  "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col " +
  "overflow-hidden rounded-panel border border-line bg-n0 text-sm shadow-float outline-none " +
  "transition-[opacity,translate] duration-150 ease-out " +
  "data-ending-style:-translate-y-1 data-ending-style:opacity-0 data-starting-style:-translate-y-1 data-starting-style:opacity-0";
