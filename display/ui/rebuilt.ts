// A screen runs for weeks; the server beneath it is renewed. When the server is back after a
// break and its page names another script than the one running here, the page loads anew.

import { effect } from "@preact/signals";
import type { Following } from "../../protocol/ui/follow";

const SCRIPT = /<script[^>]+src="([^"]+)"/;

export function reloadWhenRebuilt<Body>({ freshness }: Following<Body>): void {
  let wasStale = false;
  effect(() => {
    const { state } = freshness.value;
    if (state === "live" && wasStale) void reloadIfOther();
    wasStale = state === "stale";
  });
}

async function reloadIfOther(): Promise<void> {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const named = answer.ok ? SCRIPT.exec(await answer.text())?.[1] : undefined;
    if (named && named !== ownScript()) location.reload();
  } catch {
    // The server went away again: the next return asks again.
  }
}

function ownScript(): string | null | undefined {
  return document.querySelector("script[src]")?.getAttribute("src");
}
