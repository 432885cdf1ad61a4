const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** "24 Nov 2026, 05:12", in the reader's time zone. */
export function formatMoment(isoTime: string): string {
  return MOMENT.format(new Date(isoTime));
}
