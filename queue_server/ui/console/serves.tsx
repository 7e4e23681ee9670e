// What the counter serves today, and changing it.

import { t } from "../../../protocol/ui/i18n";
import { fieldsOf } from "../serves";
import { servesActions, wordsOf } from "./actions";
import type { Desk } from "./desk";
import { Key } from "./key";

export function Serves({ desk }: { desk: Desk }) {
  const [staff, mine] = [desk.staff.value, desk.mine.value];
  if (staff === null || mine === null || mine.ticket) return null;
  return (
    <div class="serves-today">
      <p>
        {t("skills.serves", { fields: fieldsOf(staff, mine) })}
        {mine.services_changed && <b> · {t("skills.changed")}</b>}
      </p>
      {servesActions(desk).map((action) => (
        <button key={action.name} type="button" class="button small" onClick={action.run}>
          {wordsOf(action)} <Key of={action.key} />
        </button>
      ))}
    </div>
  );
}
