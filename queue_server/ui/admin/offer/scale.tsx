// How the hall is rated: the answers a pad offers, worst first, and the reasons of bad ones.

import { t } from "../../../../protocol/ui/i18n";
import type { CatalogueFile } from "./draft";
import { change, faults } from "./editing";
import { ANSWERS, REASONS } from "./entries";
import { Rows } from "./rows";
import { entryName, faultSentence } from "./words";

const VERSION_MAX = 16;
const WHOLE = ["scale.version", "scale.answers", "scale.reasons"];

export function ScaleRoom({ file }: { file: CatalogueFile }) {
  const wrong = faults.value.filter(({ place }) => WHOLE.includes(place));
  return (
    <section class="offer-list">
      <div class="card">
        <label class="field">
          <span>{entryName("version")}</span>
          <input
            type="text"
            value={file.scale.version}
            maxLength={VERSION_MAX}
            autocomplete="off"
            onChange={(event) =>
              change({ ...file, scale: { ...file.scale, version: event.currentTarget.value.trim() } })
            }
          />
        </label>
        <p class="hint">{t("admin.version_help")}</p>
        {wrong.map((fault) => (
          <p key={fault.place} class="wrong">
            {faultSentence(fault)}
          </p>
        ))}
      </div>
      <Rows list={ANSWERS} file={file} />
      <Rows list={REASONS} file={file} />
    </section>
  );
}
