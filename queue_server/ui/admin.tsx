// The administrator's page: devices, accounts, what the hall offers, the journal.

import { signal } from "@preact/signals";
import { t } from "../../protocol/ui/i18n";
import { Accounts } from "./admin/accounts";
import { Devices } from "./admin/devices";
import { Journal } from "./admin/journal";
import { api, isSignedOut } from "./admin/list";
import { Offer } from "./admin/offer";
import { AccountLink, LanguageButton, showPage, SignedOut, SignOutButton, titlePage } from "./page";

import "./admin.css";

const ROOMS = { devices: Devices, accounts: Accounts, offer: Offer, journal: Journal };
type Room = keyof typeof ROOMS;

const room = signal<Room>(roomInAddress());

titlePage(() => t("admin.title"));
showPage(() => <Admin />);
addEventListener("hashchange", () => (room.value = roomInAddress()));

/** The room stands in the address, so that Back and a bookmark find it. */
function roomInAddress(): Room {
  const named = location.hash.slice(1);
  return named in ROOMS ? (named as Room) : "devices";
}

function Admin() {
  if (isSignedOut.value) return <SignedOut />;
  const Shown = ROOMS[room.value];
  return (
    <>
      <header class="page-head">
        <h1>{t("admin.title")}</h1>
        <Rooms />
        <AccountLink />
        <LanguageButton />
        <SignOutButton api={api} />
      </header>
      <main class="admin-page">
        <h2>{t(`admin.${room.value}`)}</h2>
        <Shown />
      </main>
    </>
  );
}

function Rooms() {
  return (
    <nav aria-label={t("admin.rooms")}>
      {(Object.keys(ROOMS) as Room[]).map((name) => (
        <a key={name} href={`#${name}`} aria-current={room.value === name ? "page" : undefined}>
          {t(`admin.${name}`)}
        </a>
      ))}
    </nav>
  );
}
