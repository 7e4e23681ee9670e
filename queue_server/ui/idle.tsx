// A session that nobody touches locks itself: the server refuses it, and the page is covered until
// the password is given. Touches are told once a minute; a page that is not touched asks instead.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, type Api } from "../../protocol/ui/api";
import { t } from "../../protocol/ui/i18n";
import { PasswordField, valueOf } from "./signin/password";

import "./idle.css";

const BEAT_MS = 60_000;
const TOUCHES = ["pointerdown", "keydown", "wheel"];
const IDLE = "session_idle";
const SIGN_IN = 401;

/** The session was left alone: nothing of the page may be seen. */
export const isLocked = signal(false);
/** It ended elsewhere; a page without a socket would else show on what it has. */
export const isOver = signal(false);

let isTouched = false;
let isKept = false;

/** `keeps`: the page goes on where it was; one that follows a view is loaded anew instead. */
export function watchUse(api: Api, keeps: boolean): void {
  isKept = keeps;
  const touch = () => (isTouched = true);
  for (const name of TOUCHES) addEventListener(name, touch, { capture: true, passive: true });
  setInterval(() => void beat(api), BEAT_MS);
}

async function beat(api: Api): Promise<void> {
  const wasTouched = isTouched && !isLocked.value;
  isTouched = false;
  try {
    if (wasTouched) await api.put("/sessions/current/use", {});
    else await api.get("/identity");
    if (isLocked.value) goOn(); // unlocked in another tab
  } catch (error) {
    noteRefusal(error);
  }
}

function goOn(): void {
  if (isKept) isLocked.value = false;
  else location.reload();
}

/** Covers the page if that is what a refusal says. */
export function noteRefusal(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== SIGN_IN) return;
  isLocked.value = error.code === IDLE;
  isOver.value = error.code !== IDLE;
}

interface LockedProps {
  api: Api;
  children: ComponentChildren;
}

export function Locked({ api, children }: LockedProps) {
  const [refused, refuse] = useState<ApiError | null>(null);
  useEffect(() => document.querySelector<HTMLInputElement>(".lock input")?.focus(), []);
  const unlock = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await api.put("/sessions/current/use", { password: valueOf(event, "own") });
      goOn();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refuse(error);
    }
  };
  return (
    <main class="lock">
      <h1>{t("idle.title")}</h1>
      <p>{t("idle.help")}</p>
      {refused && (
        <p class="banner bad" role="alert">
          {refused.message}
        </p>
      )}
      <form onSubmit={(event) => void unlock(event)}>
        <PasswordField label={t("enter.password")} name="own" />
        <p class="answers">
          {children}
          <button type="submit" class="button main">
            {t("idle.go_on")}
          </button>
        </p>
      </form>
    </main>
  );
}
