// One account: a link for its holder, what may be taken away, the browsers it is signed in with.

import { useState } from "preact/hooks";
import { formatDate, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { Dialog } from "../dialog";
import { Sessions } from "../sessions";
import { proofOf } from "./accounts";
import { wordOf } from "./frame";
import { api, refusalIn } from "./list";
import type { AccountRow } from "./shapes";

interface Invitation {
  secret: string;
  ends_at: string;
}

/** What is asked about before it is done. */
type Grave = "lock" | "drop_password" | "drop_codes";

interface AccountProps {
  row: AccountRow;
  onChanged: () => Promise<void>;
  onClose: () => void;
}

export function AccountDialog({ row, onChanged, onClose }: AccountProps) {
  const [asked, ask] = useState<Grave | null>(null);
  const [invitation, invite] = useState<Invitation | null>(null);
  const [refused, refuse] = useState("");
  const [done, count] = useState(0);
  const act = async (command: () => Promise<unknown>) => {
    ask(null);
    try {
      await command();
      refuse("");
      count((before) => before + 1);
      await onChanged();
    } catch (failure) {
      refuse(refusalIn(failure).message);
    }
  };
  const link = () =>
    act(async () => invite(await api.post<Invitation>(`/accounts/${row.id}/links`)));
  return (
    <Dialog title={`${row.name} (${row.login})`} onClose={onClose}>
      <p>
        {wordOf("role", row.role)} · {t(row.is_active ? "admin.active" : "admin.locked")} · {proofOf(row)}
      </p>
      {refused && (
        <p class="banner bad" role="alert">
          {refused}
        </p>
      )}
      {invitation && <Invited invitation={invitation} />}
      {asked ? (
        <Question row={row} asked={asked} onYes={() => void act(() => commandOf(row, asked))} onNo={() => ask(null)} />
      ) : (
        <Acts row={row} onLink={() => void link()} onAsk={ask} onAllow={() => void act(() => allow(row, true))} />
      )}
      <h3>{t("sessions.title")}</h3>
      <Sessions api={api} path={`/accounts/${row.id}/sessions`} endAll={t("sessions.end_all")} stamp={done} />
      <p class="answers">
        <button type="button" class="button" onClick={onClose}>
          {t("page.close")}
        </button>
      </p>
    </Dialog>
  );
}

interface ActsProps {
  row: AccountRow;
  onLink: () => void;
  onAsk: (asked: Grave) => void;
  onAllow: () => void;
}

function Acts({ row, onLink, onAsk, onAllow }: ActsProps) {
  const grave: Grave[] = [];
  if (row.has_password) grave.push("drop_password");
  if (row.has_codes) grave.push("drop_codes");
  if (row.is_active) grave.push("lock");
  return (
    <p class="acts">
      {row.is_active ? (
        <button type="button" class="button main" onClick={onLink}>
          {t("admin.make_link")}
        </button>
      ) : (
        <button type="button" class="button main" onClick={onAllow}>
          {t("admin.unlock")}
        </button>
      )}
      {grave.map((name) => (
        <button key={name} type="button" class="button" onClick={() => onAsk(name)}>
          {t(`admin.${name}`)}
        </button>
      ))}
    </p>
  );
}

interface QuestionProps {
  row: AccountRow;
  asked: Grave;
  onYes: () => void;
  onNo: () => void;
}

function Question({ row, asked, onYes, onNo }: QuestionProps) {
  return (
    <div role="group" aria-label={t(`admin.${asked}`)}>
      <p>{t(`admin.ask_${asked}`, { name: row.name })}</p>
      <p class="acts">
        <button type="button" class="button" onClick={onNo}>
          {t("page.no")}
        </button>
        <button type="button" class="button main grave" onClick={onYes}>
          {t(`admin.${asked}`)}
        </button>
      </p>
    </div>
  );
}

/** A link to hand over; it is shown this once. */
function Invited({ invitation }: { invitation: Invitation }) {
  const address = `${location.origin}/enter#${invitation.secret}`;
  const ends = `${formatTime(invitation.ends_at)}, ${formatDate(invitation.ends_at)}`;
  return (
    <label class="field invited">
      <span>{t("admin.link_help", { time: ends })}</span>
      <input type="text" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
    </label>
  );
}

function commandOf(row: AccountRow, asked: Grave): Promise<unknown> {
  if (asked === "lock") return allow(row, false);
  return api.remove(`/accounts/${row.id}/${asked === "drop_codes" ? "codes" : "password"}`);
}

function allow(row: AccountRow, is_active: boolean): Promise<unknown> {
  return api.put(`/accounts/${row.id}/state`, { is_active });
}
