// The head of the console: which counter, who, the link, and the counter's own
// actions.

import { t } from "../../../protocol/ui/i18n";
import { AccountLink, LanguageButton, LinkMark, RoomLink } from "../page";
import { counterActions, signOut, wordsOf, type Action } from "./actions";
import type { Desk } from "./desk";
import { Key } from "./key";

export function Head({ desk }: { desk: Desk }) {
  return (
    <header class="page-head">
      <h1>{titleOf(desk)}</h1>
      <p class="who">{desk.identity.value?.name}</p>
      <LinkMark following={desk.following} />
      {counterActions(desk).map((action) => (
        <HeadButton key={action.name} action={action} desk={desk} />
      ))}
      <RoomLink />
      <AccountLink />
      <LanguageButton />
      <button type="button" class="plain" onClick={() => signOut(desk)}>
        {t("page.sign_out")}
      </button>
    </header>
  );
}

function HeadButton({ action, desk }: { action: Action; desk: Desk }) {
  return (
    <button
      type="button"
      class="button small"
      aria-busy={desk.sender.busy.value === action.name}
      onClick={action.run}
    >
      {wordsOf(action)} <Key of={action.key} />
    </button>
  );
}

export function titleOf(desk: Desk): string {
  const mine = desk.mine.value;
  if (mine) return t("console.counter", { counter: mine.number });
  if (desk.elsewhere.value) return t("console.counter", { counter: desk.elsewhere.value.number });
  return t("console.no_counter");
}
