// What a screen shows that is not paired: where to type its code, and nothing else.

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { hasText } from "../../protocol/ui/i18n";
import { Both } from "./screen";

interface Paired {
  go: string;
}

const CODE_MAX = 12;
const refused = signal<ApiError | null>(null);
const isBusy = signal(false);

export function Pairing() {
  return (
    <main class="sentence pairing">
      <h1>
        <Both text="pairing.title" />
      </h1>
      <form onSubmit={(event) => void pair(event)}>
        <label>
          <Both text="pairing.code" />
          <input
            type="text"
            name="code"
            maxlength={CODE_MAX}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            required
            autofocus
          />
        </label>
        <button type="submit" disabled={isBusy.value}>
          <Both text="pairing.send" />
        </button>
      </form>
      <p role={refused.value ? "alert" : undefined}>
        <Both text={refused.value ? wordOf(refused.value.code) : "pairing.help"} />
      </p>
    </main>
  );
}

function wordOf(code: string): string {
  const key = `pairing.${code}`;
  return hasText(key) ? key : "pairing.failed";
}

async function pair(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const code = String(new FormData(event.currentTarget as HTMLFormElement).get("code") ?? "");
  isBusy.value = true;
  try {
    const { go } = await createApi("").post<Paired>("/pairings", { code });
    if (go === location.pathname) location.reload();
    else location.replace(go);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
    isBusy.value = false;
  }
}
