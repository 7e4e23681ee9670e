// Who may sign in, as what, and by what they prove it.

import { signal } from "@preact/signals";
import { t } from "../../../protocol/ui/i18n";
import { AddAccount } from "./add_account";
import { AccountDialog } from "./account";
import { Frame, wordOf } from "./frame";
import { listAt } from "./list";
import type { AccountRow } from "./shapes";

const accounts = listAt<{ accounts: AccountRow[]; roles: string[] }>("/accounts");
const opened = signal<string | null>(null);

const HEADS = ["admin.login", "admin.person", "admin.role", "admin.proof", "admin.state", "admin.act"];

export function Accounts() {
  const listed = accounts.answer.value;
  const rows = listed?.accounts ?? [];
  const shown = rows.find(({ id }) => id === opened.value);
  const add = async (id: string) => {
    await accounts.ask();
    opened.value = id;
  };
  return (
    <>
      <Frame list={accounts} heads={HEADS}>
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </Frame>
      {listed && <AddAccount roles={listed.roles} onAdded={(id) => void add(id)} />}
      {shown && <AccountDialog row={shown} onChanged={() => accounts.ask()} onClose={() => (opened.value = null)} />}
    </>
  );
}

function Line({ row }: { row: AccountRow }) {
  return (
    <tr>
      <th scope="row">{row.login}</th>
      <td>{row.name}</td>
      <td>{wordOf("role", row.role)}</td>
      <td>{proofOf(row)}</td>
      <td>
        <span class={`state ${row.is_active ? "paired" : "revoked"}`}>
          {t(row.is_active ? "admin.active" : "admin.locked")}
        </span>
      </td>
      <td class="number">
        <button type="button" class="button" onClick={() => (opened.value = row.id)}>
          {t("admin.open")}
          <span class="spoken"> {row.login}</span>
        </button>
      </td>
    </tr>
  );
}

/** What somebody signs in with; without either, by a link only. */
export function proofOf({ has_password, has_codes }: AccountRow): string {
  const words = [has_password && t("admin.has_password"), has_codes && t("admin.has_codes")];
  return words.filter(Boolean).join(", ") || t("admin.has_nothing");
}
