/** What a hover says about a number. */
export interface GlossaryEntry {
  readonly title: string;
  readonly unit?: string;
  /** What the number is. */
  readonly what: string;
  /** How it was made. */
  readonly how: string;
  /** What it does not tell. */
  readonly doesNotTell: string;
}
