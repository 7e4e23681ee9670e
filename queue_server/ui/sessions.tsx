// The browsers an account is signed in with: its own on its page, others' at the administrator's.

import { useEffect, useState } from "preact/hooks";
import { ApiError, type Api } from "../../protocol/ui/api";
import { formatDate, formatTime } from "../../protocol/ui/format";
import { t } from "../../protocol/ui/i18n";

import "./sessions.css";

interface Session {
  id: string;
  browser: string;
  opened_at: string;
  used_at: string;
  is_current: boolean;
}

interface SessionsProps {
  api: Api;
  /** `/sessions` for one's own, `/accounts/ID/sessions` for somebody's. */
  path: string;
  /** What the button at the foot says: of one's own, this one stays. */
  endAll: string;
  /** Another value asks anew. */
  stamp?: unknown;
}

export function Sessions({ api, path, endAll, stamp }: SessionsProps) {
  const [sessions, list] = useState<Session[]>([]);
  const [refused, refuse] = useState<ApiError | null>(null);
  const trying = async (act: () => Promise<unknown>) => {
    try {
      await act();
      list((await api.get<{ sessions: Session[] }>(path)).sessions);
      refuse(null);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refuse(error);
    }
  };
  useEffect(() => void trying(() => Promise.resolve()), [path, stamp]);
  const others = sessions.filter(({ is_current }) => !is_current);
  return (
    <>
      {refused && (
        <p class="banner bad" role="alert">
          {refused.message}
        </p>
      )}
      <ul class="sessions">
        {sessions.map((session) => (
          <Line key={session.id} session={session} onEnd={() => void trying(() => api.remove(`${path}/${session.id}`))} />
        ))}
      </ul>
      {sessions.length === 0 && <p class="empty">{t("sessions.none")}</p>}
      {others.length > 0 && (
        <button type="button" class="button" onClick={() => void trying(() => api.remove(path))}>
          {endAll}
        </button>
      )}
    </>
  );
}

function Line({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { opened_at, used_at, is_current } = session;
  const browser = session.browser || t("sessions.unknown");
  return (
    <li>
      <div>
        <strong>{browser}</strong> {is_current && <span class="here">{t("sessions.here")}</span>}
        <p>{t("sessions.times", { opened: timeOf(opened_at), used: formatTime(used_at) })}</p>
      </div>
      {!is_current && (
        <button type="button" class="button" onClick={onEnd}>
          {t("sessions.end")}
          <span class="spoken">
            {" "}
            {browser}, {timeOf(opened_at)}
          </span>
        </button>
      )}
    </li>
  );
}

/** To the minute; no session is older than half a day, so its last use needs no date. */
function timeOf(at: string): string {
  return `${formatTime(at)}, ${formatDate(at)}`;
}
