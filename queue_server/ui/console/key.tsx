// The key that presses a button, written on it.

import { t } from "../../../protocol/ui/i18n";

export function Key({ of }: { of: string }) {
  const name = of.length === 1 ? of.toUpperCase() : of;
  return (
    <kbd>
      <span class="spoken">{t("console.key")} </span>
      {name}
    </kbd>
  );
}
