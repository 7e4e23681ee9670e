// A page with one form: its title, what was refused, the form.

import type { ComponentChildren } from "preact";
import type { ApiError } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { LanguageButton } from "../page";

export interface Entered {
  slot: string;
  go: string;
}

interface DoorProps {
  title: string;
  help?: string;
  refused: ApiError | null;
  children: ComponentChildren;
}

export function Door({ title, help, refused, children }: DoorProps) {
  return (
    <main class="door card">
      <header>
        <p class="name">{t("enter.system")}</p>
        <LanguageButton />
      </header>
      <h1>{title}</h1>
      {help && <p>{help}</p>}
      {refused && (
        <p class="banner bad" role="alert">
          {refused.message}
        </p>
      )}
      {children}
    </main>
  );
}
