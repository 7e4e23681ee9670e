// Turns a one-time link into a session. The secret stands after the hash sign, so it is in no
// log and no Referer; it leaves the address before it is sent.

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { t } from "../../protocol/ui/i18n";
import { Sentence, showPage, slot, titlePage } from "./page";

interface Entered {
  slot: string;
  go: string;
}

type Stage = "waiting" | "no_secret" | ApiError;

const LINK_USED = "link_used";
const stage = signal<Stage>("waiting");

titlePage(() => t("enter.title"));
showPage(() => <SignIn />);
void enter(takeSecret());

function takeSecret(): string {
  const secret = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  return secret;
}

async function enter(secret: string): Promise<void> {
  if (!secret) {
    stage.value = "no_secret";
    return;
  }
  try {
    const { go } = await createApi(slot).post<Entered>("/sessions", { secret });
    location.replace(go);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    stage.value = error;
  }
}

function SignIn() {
  const now = stage.value;
  if (now === "waiting") return <Sentence title={t("enter.wait")} />;
  if (now === "no_secret") {
    return <Sentence title={t("enter.no_secret")} help={t("enter.no_secret_help")} />;
  }
  const help = now.code === LINK_USED ? ` ${t("enter.used_help")}` : "";
  return <Sentence title={t("enter.failed")} help={now.message + help} />;
}
