// Signing in: by login and password, or by a one-time link, which may ask for a new password.
// A link's secret stands after the hash sign, so it is in no log and no Referer; it leaves the
// address before it is sent.

import { t } from "../../protocol/ui/i18n";
import { showPage, titlePage } from "./page";
import { enterByLink, SignInByLink } from "./signin/link";
import { askSites, SignInByPassword } from "./signin/login";

import "./signin.css";

const secret = takeSecret();

titlePage(() => t("enter.title"));
showPage(() => (secret ? <SignInByLink /> : <SignInByPassword />));
void (secret ? enterByLink(secret) : askSites());

function takeSecret(): string {
  const found = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  return found;
}
