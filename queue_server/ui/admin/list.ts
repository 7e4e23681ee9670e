// A list that is asked for when its page opens, and again when something in it was changed.

import { signal, type ReadonlySignal } from "@preact/signals";
import { ApiError, createApi } from "../../../protocol/ui/api";
import { slot } from "../page";

export const api = createApi(slot);

const SIGN_IN = 401;

export const isSignedOut = signal(false);

export interface List<Answer> {
  answer: ReadonlySignal<Answer | null>;
  error: ReadonlySignal<ApiError | null>;
  ask(): Promise<void>;
}

export function listAt<Answer>(path: string): List<Answer> {
  const answer = signal<Answer | null>(null);
  const error = signal<ApiError | null>(null);
  const ask = async () => {
    try {
      answer.value = await api.get<Answer>(path);
      error.value = null;
    } catch (failure) {
      error.value = refusalIn(failure);
    }
  };
  return { answer, error, ask };
}

/** The refusal among failures; a failure that is none is a mistake of ours and goes on. */
export function refusalIn(failure: unknown): ApiError {
  if (!(failure instanceof ApiError)) throw failure;
  if (failure.status === SIGN_IN) isSignedOut.value = true;
  return failure;
}
