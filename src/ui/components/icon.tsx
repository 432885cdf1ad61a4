/** The page's icons: 16 pixels, strokes of 1.5, in the colour of the text around them. */
const PATHS = {
  play: "M5 3.5v9l7.5-4.5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  step: "M4 3.5v9l6-4.5zM12 3.5v9",
  stop: "M4 4h8v8H4z",
  "chevron-down": "M4 6.5l4 4 4-4",
  "chevron-right": "M6.5 4l4 4-4 4",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  reset: "M4 6.5h5a3 3 0 1 1 0 6H6M4 6.5L6.5 4M4 6.5L6.5 9",
  export: "M8 10.5v-7M5 6l3-3 3 3M3.5 10v2.5h9V10",
  open: "M2.5 12.5v-9h4l1.5 2h5.5v7z",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  moon: "M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5z",
  system: "M2.5 3.5h11v7h-11zM6 13h4M8 10.5V13",
  help: "M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M8 12v.2",
  external: "M6.5 4H4v8h8V9.5M9 3.5h3.5V7M12.5 3.5L7.5 8.5",
  warning: "M8 2.5l6 10.5H2zM8 6.5v3M8 11.2v.2",
  trash: "M3 4.5h10M6.5 4.5v-1.5h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  close: "M4 4l8 8M12 4l-8 8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
