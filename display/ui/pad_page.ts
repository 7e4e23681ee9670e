// Which page the pad shows. The server opens and closes a rating; the pad only remembers what
// was done here with the one serving it last asked about.

import type { OpenRating } from "./views";

export type Stage = "sending" | "why" | "thanks" | "refused" | "over";
export type PadPage = "asleep" | "question" | Exclude<Stage, "over">;

export interface Answer {
  serving: string;
  stage: Stage;
  /** Why it was not taken, as the server's error code. */
  code?: string;
}

export interface PadMoment {
  rating: OpenRating | null;
  answer: Answer | null;
  /** The counter serves somebody now. */
  isServing: boolean;
  /** Server time. */
  nowMs: number;
  /** The server was not heard for so long that the rating may be closed by now. */
  isPast: boolean;
}

export function pageOf({ rating, answer, isServing, nowMs, isPast }: PadMoment): PadPage {
  const isNew = rating !== null && rating.serving !== answer?.serving;
  // The next serving ends the question why; the answer itself was taken when it was given.
  const isOver = answer?.stage === "over" || (answer?.stage === "why" && isServing);
  if (answer !== null && !isNew && !isOver) return answer.stage as Exclude<Stage, "over">;
  if (!isNew || isPast || Date.parse(rating.until) <= nowMs) return "asleep";
  return "question";
}
