// What the manager puts on every hall screen: a line at the foot, or urgent words over everything.

import { signal } from "@preact/signals";
import { ApiError } from "../../../protocol/ui/api";
import { formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { Answers, Dialog } from "../dialog";
import type { Notice, NoticeKind, Staff } from "../shapes";
import type { Day } from "./day";

/** As the server bounds it. */
const NOTICE_MAX = 160;
const KINDS: readonly NoticeKind[] = ["ticker", "urgent"];

const asked = signal<NoticeKind | null>(null);
const failed = signal<ApiError | null>(null);

export function Notices({ day, staff }: { day: Day; staff: Staff }) {
  const kind = asked.value;
  return (
    <section class="card notices">
      <h2>{t("manager.notices")}</h2>
      <dl>
        {KINDS.map((each) => (
          <Standing key={each} day={day} kind={each} notice={staff.notices[each]} />
        ))}
      </dl>
      {failed.value && kind === null && (
        <p class="banner bad" role="alert">
          {failed.value.message}
        </p>
      )}
      {kind && <Writing day={day} kind={kind} notice={staff.notices[kind]} />}
    </section>
  );
}

interface StandingProps {
  day: Day;
  kind: NoticeKind;
  notice: Notice | null;
}

function Standing({ day, kind, notice }: StandingProps) {
  return (
    <div class={notice ? `standing ${kind}` : ""}>
      <dt>{t(`manager.notice.${kind}`)}</dt>
      <dd>
        <Words notice={notice} />
        <span class="acts">
          <button type="button" class="button" onClick={() => ask(kind)}>
            {t(notice ? "manager.notice_change" : "manager.notice_write")}
            <span class="spoken"> {t(`manager.notice.${kind}`)}</span>
          </button>
          {notice && (
            <button type="button" class="button" onClick={() => void send(() => day.api.remove(`/notices/${kind}`))}>
              {t("manager.notice_withdraw")}
              <span class="spoken"> {t(`manager.notice.${kind}`)}</span>
            </button>
          )}
        </span>
      </dd>
    </div>
  );
}

function Words({ notice }: { notice: Notice | null }) {
  if (notice === null) return <span class="mute">{t("manager.notice_none")}</span>;
  return (
    <span>
      <b>{notice.vi}</b>
      {notice.en && <span lang="en"> {notice.en}</span>}{" "}
      <span class="mute">{t("manager.notice_since", { time: formatTime(notice.at) })}</span>
    </span>
  );
}

function Writing({ day, kind, notice }: StandingProps) {
  const onClose = () => (asked.value = null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const words = { vi: String(form.get("vi")), en: String(form.get("en")) };
    void send(() => day.api.put(`/notices/${kind}`, words));
  };
  return (
    <Dialog title={t(`manager.notice.${kind}`)} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{t(`manager.notice_help.${kind}`)}</p>
        <label>
          {t("manager.notice_vi")}
          <input name="vi" required maxLength={NOTICE_MAX} defaultValue={notice?.vi} lang="vi" />
        </label>
        <label>
          {t("manager.notice_en")}
          <input name="en" maxLength={NOTICE_MAX} defaultValue={notice?.en} lang="en" />
        </label>
        {failed.value && (
          <p class="banner bad" role="alert">
            {failed.value.message}
          </p>
        )}
        <Answers yes={t("manager.notice_post")} onNo={onClose} isGrave={kind === "urgent"} />
      </form>
    </Dialog>
  );
}

function ask(kind: NoticeKind): void {
  failed.value = null;
  asked.value = kind;
}

/** The view shows what stands; a refusal is said where it was asked. */
async function send(act: () => Promise<unknown>): Promise<void> {
  failed.value = null;
  try {
    await act();
    asked.value = null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failed.value = error;
  }
}
