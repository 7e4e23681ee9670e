// One list of the administration: its name, what went wrong, its table.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { hasText, t } from "../../../protocol/ui/i18n";
import type { List } from "./list";

interface FrameProps {
  list: List<unknown>;
  heads: string[];
  children: ComponentChildren;
}

export function Frame({ list, heads, children }: FrameProps) {
  useEffect(() => void list.ask(), [list]);
  const error = list.error.value;
  if (error) {
    return (
      <p class="banner bad" role="alert">
        {error.message}
      </p>
    );
  }
  if (list.answer.value === null) return <p class="empty">{t("shared.loading")}</p>;
  return (
    <div class="card table-frame">
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A word of a closed list; one this page does not know is shown as it came. */
export function wordOf(list: string, name: string): string {
  const key = `admin.${list}.${name}`;
  return hasText(key) ? t(key) : name;
}
