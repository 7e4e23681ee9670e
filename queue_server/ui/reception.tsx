// Reception: look a number up, give one, print its slip again, let one in, enter the paper roll.

import { t } from "../../protocol/ui/i18n";
import { NoticeBar } from "./console/buttons";
import { Questions } from "./console/questions";
import { UndoBar } from "./console/undo";
import { KioskLine } from "./kiosks";
import {
  AccountLink,
  LanguageButton,
  LinkMark,
  nameOf,
  RoomLink,
  showPage,
  SignedOut,
  SignOutButton,
  StaleBanner,
  titlePage,
} from "./page";
import { GiveCard } from "./reception/give";
import { listenToReception } from "./reception/keyboard";
import { LookupCard } from "./reception/lookup";
import { PrinterField } from "./reception/printer";
import { RollDialog } from "./reception/roll";
import { Reception } from "./reception/state";

import "./console.css";
import "./console/questions.css";
import "./reception/reception.css";

const reception = new Reception();

listenToReception(reception);
titlePage(() => t("reception.title"));
showPage(() => <Page />);

function Page() {
  const { desk } = reception;
  if (desk.isRefused.value) return <SignedOut />;
  const staff = desk.staff.value;
  return (
    <>
      <header class="page-head">
        <h1>{t("reception.title")}</h1>
        <p class="who">{desk.identity.value?.name}</p>
        <p class="serves">{nameOf(staff?.site)}</p>
        <LinkMark following={desk.following} />
        <PrinterField reception={reception} />
        <button type="button" class="button small" onClick={() => (reception.isRollOpen.value = true)}>
          {t("reception.roll")}
        </button>
        <RoomLink />
        <AccountLink />
        <LanguageButton />
        <SignOutButton api={desk.api} />
      </header>
      <StaleBanner following={desk.following} />
      <main class="desk reception">
        <div class="work">
          {staff && <KioskLine staff={staff} />}
          <NoticeBar desk={desk} />
          <LookupCard reception={reception} />
          <UndoBar desk={desk} />
        </div>
        <GiveCard reception={reception} />
      </main>
      <Questions desk={desk} />
      {reception.isRollOpen.value && <RollDialog reception={reception} />}
    </>
  );
}
