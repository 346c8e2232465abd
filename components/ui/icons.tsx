import type { ReactNode } from "react";

/** All icons: 16 px, 1.5 px stroke, current colour, hidden from readers (the word beside them says it). */
function Icon({ children, size = 16 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      {children}
    </svg>
  );
}

const shapes = {
  overview: <path d="M2.5 13.5v-5M6.2 13.5v-11M9.8 13.5V6.7M13.5 13.5v-9" />,
  ask: <path d="M2.5 3h11v8H8l-3 2.5V11H2.5zM6.6 5.9a1.5 1.5 0 1 1 2.1 1.4c-.5.2-.7.5-.7.9M8 9.3v.1" />,
  map: (
    <path d="M2.5 3.5h2.5v2.5H2.5zM2.5 10h2.5v2.5H2.5zM11 6.75h2.5v2.5H11zM5 4.75c3.5 0 2.5 3.25 6 3.25M5 11.25c3.5 0 2.5-3.25 6-3.25" />
  ),
  workload: <path d="M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9zM2.8 5L8 8l5.2-3M8 8v6" />,
  role: <path d="M8 1.8l5 1.8v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4zM5.8 8l1.6 1.6 2.9-3.2" />,
  findings: <path d="M3.5 14V2.2M3.5 3h8.7l-1.9 2.8 1.9 2.8H3.5" />,
  reviews: <path d="M5.5 3H3v11h10V3h-2.5M5.5 1.8h5v2.4h-5zM5.3 9l1.9 1.9 3.5-3.8" />,
  report: <path d="M4 1.8h5.5L12.5 5v9.2H4zM9.3 2v3.2h3M6.2 11.5V9.4M8.3 11.5V7.6M10.4 11.5v-1" />,
  changes: <path d="M4.5 2.5v5M2 5h5M9 11.5h5M12.5 2.5l-9 11" />,
  swap: <path d="M2.5 5.5h10M9.5 2.5l3 3-3 3M13.5 10.5h-10M6.5 7.5l-3 3 3 3" />,
  coverage: <path d="M8 2a6 6 0 1 0 6 6M8 5a3 3 0 1 0 3 3M8 8l5.2-5.2" />,
  activity: <path d="M1.8 8.5h3l1.8-5 2.9 9 1.9-6 .9 2h2" />,
  account: <path d="M2.5 13.5V4L8 1.8 13.5 4v9.5zM5.5 6.5h1M9.5 6.5h1M5.5 9.5h1M9.5 9.5h1" />,
  cluster: <path d="M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z" />,
  namespace: <path d="M5 2.5H3.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1H5M11 2.5h1.5a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H11M6 8h4" />,
  policy: <path d="M4 1.8h5.5L12.5 5v9.2H4zM9.3 2v3.2h3M6 8h4.5M6 10.8h3" />,
  service: <path d="M2.5 5.5L8 2.5l5.5 3L8 8.5zM2.5 8.2L8 11.2l5.5-3M2.5 10.8L8 13.8l5.5-3" />,
  resource: (
    <path d="M2.8 4.2c0-1.2 2.3-2 5.2-2s5.2.8 5.2 2-2.3 2-5.2 2-5.2-.8-5.2-2zM2.8 4.2v7.6c0 1.2 2.3 2 5.2 2s5.2-.8 5.2-2V4.2M2.8 8c0 1.2 2.3 2 5.2 2s5.2-.8 5.2-2" />
  ),
  search: <path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6L14 14" />,
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
  check: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  cross: <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />,
  external: <path d="M9 2.5h4.5V7M13.2 2.8L7.5 8.5M11.5 9.5v4h-9v-9h4" />,
  chevronRight: <path d="M6 3.5L10.5 8 6 12.5" />,
  chevronDown: <path d="M3.5 6L8 10.5 12.5 6" />,
  chevronUp: <path d="M3.5 10L8 5.5l4.5 4.5" />,
  menu: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  sun: (
    <path d="M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7" />
  ),
  sliders: <path d="M2.5 4.5h6M11.5 4.5h2M10 3v3M2.5 11.5h2M7.5 11.5h6M6 10v3" />,
  scan: <path d="M13.5 8A5.5 5.5 0 1 1 11.4 3.7M13.5 2v3h-3" />,
  filter: <path d="M2.5 3.5h11L9.5 8.3v4.2l-3 1V8.3z" />,
  warning: <path d="M8 2.2l6 11H2zM8 6.5v3M8 11.6v.1" />,
  info: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5.2v.1" />,
  stop: <path d="M4 4h8v8H4z" />,
  keyboard: <path d="M1.8 4h12.4v8H1.8zM4 6.5h.1M6.6 6.5h.1M9.2 6.5h.1M11.8 6.5h.1M5 9.6h6" />,
  link: (
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8" />
  ),
  arrowRight: <path d="M2.5 8h11M9.5 4l4 4-4 4" />,
  signOut: <path d="M6 2.5H3v11h3M10 5l3 3-3 3M13 8H6" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export function Glyph({ name, size = 16 }: { name: IconName; size?: number }) {
  return <Icon size={size}>{shapes[name]}</Icon>;
}

/** The mark of the product: a lens over a pod. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" focusable="false" width={size} height={size} viewBox="0 0 20 20" fill="none">
      <path
        d="M10 1.7l7.2 4.15v8.3L10 18.3l-7.2-4.15v-8.3z"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <circle cx="10" cy="10" r="3.6" stroke="currentColor" strokeWidth="1.6" />
      <circle cx="10" cy="10" r="1.2" fill="currentColor" />
    </svg>
  );
}
