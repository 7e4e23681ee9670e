// Which part of the rating a slip's holder sees, from what the server says and what was tapped here.

export interface ScaleAnswer {
  value: number;
  text_vi: string;
  text_en: string;
  asks_reason: boolean;
}

export interface Scale {
  version: string;
  /** From the worst to the best. */
  answers: ScaleAnswer[];
  reasons: { code: string; text_vi: string; text_en: string }[];
}

/** `at_pad`: the counter's own pad asks first; `open` comes with the answers there are. */
export interface SlipRating {
  state: "at_pad" | "open" | "given";
  scale: Scale | null;
}

/** What became of a tap on this page. */
export type Tapped =
  | { stage: "sending" | "thanks" }
  | { stage: "why"; scale: Scale }
  | { stage: "refused"; code?: string };

export type RatingPage = "none" | "at_pad" | "question" | "sending" | "why" | "thanks" | "refused";

/** Says what to show: a tap on this page goes before what the server said earlier. */
export function ratingPageOf(rating: SlipRating | null, tapped: Tapped | null): RatingPage {
  if (tapped !== null) return tapped.stage;
  if (rating === null) return "none";
  if (rating.state === "given") return "thanks";
  if (rating.state === "at_pad") return "at_pad";
  return rating.scale ? "question" : "none";
}

/** Gives what a tap becomes when its answer came: asked why, thanked, or told why not. */
export function answered(status: number, code: string | undefined, asksReason: Scale | null): Tapped {
  if (status !== 200) return { stage: "refused", code };
  return asksReason?.reasons.length ? { stage: "why", scale: asksReason } : { stage: "thanks" };
}
