// How one wants the page: visible buttons at the foot of every page, for everybody.

import { language, t, textIn } from "../../protocol/ui/i18n";
import { flip, isContrast, isLarge, isLow, switchLanguage } from "./comfort";
import { state } from "./hall";
import { Icon, type IconName } from "./icon";
import { reader, switchListening } from "./speech";

export function Tools() {
  const other = language.value === "vi" ? "en" : "vi";
  const hasVoice = state.value?.features.speech ?? false;
  return (
    <footer class={hasVoice ? "tools five" : "tools"}>
      <button type="button" class="tool" onClick={switchLanguage}>
        <Icon name="language" />
        <span lang={other}>{textIn(other, "shared.language")}</span>
      </button>
      <Tool icon="size" text="kiosk.larger" isOn={isLarge.value} act={() => flip(isLarge)} />
      <Tool icon="contrast" text="kiosk.contrast" isOn={isContrast.value} act={() => flip(isContrast)} />
      <Tool icon="reach" text="kiosk.low" isOn={isLow.value} act={() => flip(isLow)} />
      {hasVoice && <Listen />}
    </footer>
  );
}

interface ToolProps {
  icon: IconName;
  text: string;
  isOn: boolean;
  act: () => void;
}

function Tool({ icon, text, isOn, act }: ToolProps) {
  return (
    <button type="button" class="tool" aria-pressed={isOn} onClick={act}>
      <Icon name={icon} />
      <span>{t(text)}</span>
    </button>
  );
}

function Listen() {
  const isReading = reader.isReading.value;
  return (
    <button type="button" class="tool" onClick={switchListening}>
      <Icon name={isReading ? "stop" : "sound"} />
      <span>{t(isReading ? "kiosk.listen_stop" : "kiosk.listen")}</span>
    </button>
  );
}
