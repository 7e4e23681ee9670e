// Finding a service by its name: a keyboard of the page's own, and what was found so far.

import { t } from "../../protocol/ui/i18n";
import { ServiceAnswer, shapeOf } from "./answers";
import { page } from "./flow";
import { BackKey, Header, Question } from "./frame";
import { state } from "./hall";
import { Icon } from "./icon";
import { Paged } from "./paged";
import { findServices, QUERY_MAX } from "./search";
import { Both } from "./words";

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const FOUND_A_PAGE = 4;

export function FindPage({ text }: { text: string }) {
  const found = findServices(state.value?.fields ?? [], text);
  return (
    <main class="page find-page">
      <div class="upper">
        <Header />
        <Question say="kiosk.find kiosk.find_hint">
          <Both text="kiosk.find" />
        </Question>
        <p class="typed" role="status">
          <span class="spoken">{t("kiosk.typed")}</span>
          {text}
          <span class="caret" />
        </p>
        <Advice isEmpty={text.trim() === ""} isFound={found.length > 0} />
      </div>
      <Paged
        rows={found}
        keyOf={(service) => service.code}
        varies={shapeOf(found)}
        rowsMax={FOUND_A_PAGE}
        draw={(service) => <ServiceAnswer service={service} />}
      />
      <Letters />
    </main>
  );
}

function Advice({ isEmpty, isFound }: { isEmpty: boolean; isFound: boolean }) {
  if (isFound) return null;
  return (
    <p class="advice">
      <Both text={isEmpty ? "kiosk.find_hint" : "kiosk.find_none"} />
    </p>
  );
}

function type(change: (text: string) => string): void {
  const here = page.value;
  if (here.name === "search") page.value = { ...here, text: change(here.text).slice(0, QUERY_MAX) };
}

function Letters() {
  return (
    <div class="letters" role="group" aria-label={t("kiosk.keyboard")}>
      {ROWS.map((row) => (
        <div class="letter-row" key={row}>
          {[...row].map((letter) => (
            <button
              type="button"
              class="letter"
              data-quick
              key={letter}
              onClick={() => type((text) => text + letter)}
            >
              {letter.toUpperCase()}
            </button>
          ))}
          {row === ROWS[3] && (
            <button
              type="button"
              class="letter wide"
              data-quick
              onClick={() => type((text) => text.slice(0, -1))}
            >
              <Icon name="erase" />
              <span class="spoken">{t("kiosk.key_erase")}</span>
            </button>
          )}
        </div>
      ))}
      <div class="letter-row">
        <BackKey />
        <button
          type="button"
          class="letter space"
          data-quick
          onClick={() => type((text) => `${text} `)}
        >
          {t("kiosk.key_space")}
        </button>
      </div>
    </div>
  );
}
