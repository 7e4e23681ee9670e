// Who may sign in, and as what.

import { t } from "../../../protocol/ui/i18n";
import { Frame, wordOf } from "./frame";
import { listAt } from "./list";
import type { AccountRow } from "./shapes";

const accounts = listAt<{ accounts: AccountRow[] }>("/accounts");

const HEADS = ["admin.login", "admin.person", "admin.role", "admin.state"];

export function Accounts() {
  const rows = accounts.answer.value?.accounts ?? [];
  return (
    <Frame list={accounts} heads={HEADS}>
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">{row.login}</th>
          <td>{row.name}</td>
          <td>{wordOf("role", row.role)}</td>
          <td>{t(row.is_active ? "admin.active" : "admin.locked")}</td>
        </tr>
      ))}
    </Frame>
  );
}
