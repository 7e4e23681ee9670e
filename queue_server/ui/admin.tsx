// The administrator's page: devices, accounts, what the hall offers, the journal.

import { signal } from "@preact/signals";
import { t } from "../../protocol/ui/i18n";
import { Accounts } from "./admin/accounts";
import { Devices } from "./admin/devices";
import { Journal } from "./admin/journal";
import { api, isSignedOut, refusalIn } from "./admin/list";
import { Offer } from "./admin/offer";
import { AccountLink, LanguageButton, showPage, SignedOut, SignOutButton, titlePage } from "./page";

import "./admin.css";

const ROOMS = { devices: Devices, accounts: Accounts, offer: Offer, journal: Journal };
type Room = keyof typeof ROOMS;

const CITY = "city";
/** What there is at the city, which has no hall. */
const OF_CITY: Room[] = ["accounts", "journal"];

const rooms = signal<Room[] | null>(null);
const address = signal(location.hash);

titlePage(() => t("admin.title"));
showPage(() => <Admin />, { keeps: true });
addEventListener("hashchange", () => (address.value = location.hash));
void askRooms();

async function askRooms(): Promise<void> {
  try {
    const { site } = await api.get<{ site: string }>("/identity");
    rooms.value = site === CITY ? OF_CITY : (Object.keys(ROOMS) as Room[]);
  } catch (failure) {
    refusalIn(failure);
    rooms.value = Object.keys(ROOMS) as Room[];
  }
}

/** The room stands in the address, so that Back and a bookmark find it. */
function roomInAddress(known: Room[]): Room {
  return known.find((name) => `#${name}` === address.value) ?? known[0]!;
}

function Admin() {
  if (isSignedOut.value) return <SignedOut />;
  if (rooms.value === null) return null;
  const room = roomInAddress(rooms.value);
  const Shown = ROOMS[room];
  return (
    <>
      <header class="page-head">
        <h1>{t("admin.title")}</h1>
        <Rooms known={rooms.value} room={room} />
        <AccountLink />
        <LanguageButton />
        <SignOutButton api={api} />
      </header>
      <main class="admin-page">
        <h2>{t(`admin.${room}`)}</h2>
        <Shown />
      </main>
    </>
  );
}

function Rooms({ known, room }: { known: Room[]; room: Room }) {
  return (
    <nav aria-label={t("admin.rooms")}>
      {known.map((name) => (
        <a key={name} href={`#${name}`} aria-current={room === name ? "page" : undefined}>
          {t(`admin.${name}`)}
        </a>
      ))}
    </nav>
  );
}
