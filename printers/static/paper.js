"use strict";
// The paper of the emulated printer: asks every second, adds new slips on top.

const EVERY_MS = 1000;

const FAULTS = [
  ["is_powered", false, "Mất điện", "No power"],
  ["is_paper_out", true, "Hết giấy", "Out of paper"],
  ["is_cover_open", true, "Nắp đang mở", "Cover open"],
  ["is_cutter_jammed", true, "Kẹt dao cắt", "Cutter jammed"],
];

// State, what breaks it and what repairs it; one button each, of the two that fits.
const HANDS = [
  ["is_paper_out", false, "paper-out", ["Hết giấy", "Paper out"], "refill", ["Nạp giấy", "Refill"]],
  ["is_paper_low", false, "paper-low", ["Sắp hết giấy", "Paper low"], "paper-enough", ["Đủ giấy", "Enough paper"]],
  ["is_cover_open", false, "cover-open", ["Mở nắp", "Open cover"], "cover-close", ["Đóng nắp", "Close cover"]],
  ["is_cutter_jammed", false, "jam", ["Kẹt dao", "Jam cutter"], "clear-jam", ["Gỡ kẹt", "Free cutter"]],
  ["is_powered", true, "power-off", ["Ngắt điện", "Power off"], "power-on", ["Cấp điện", "Power on"]],
];

let shown = "";

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function slipItem(slip) {
  const picture = element("img", {
    src: slip.png,
    width: slip.width_dots,
    height: slip.height_dots,
    className: `dots-${slip.width_dots}`,
    alt: `Phiếu ${slip.n}`,
  });
  // The paper shows its true size: the attributes only hold its shape until it is loaded.
  picture.style.height = "auto";
  const time = new Date(slip.at).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
  const length = String(slip.height_mm).replace(".", ",");
  const torn = slip.is_cut ? "" : ", đứt giữa chừng";
  const caption = element("p", { textContent: `Phiếu ${slip.n}, ${time}, dài ${length} mm${torn}` });
  return element("li", { className: slip.is_cut ? "" : "is-torn" }, picture, caption);
}

function showState(printer) {
  const wrong = FAULTS.filter(([key, bad]) => printer[key] === bad);
  const state = document.getElementById("state");
  const words = wrong.map(([, , vi, en]) => `${vi} / ${en}`).join(" · ");
  const good = printer.is_printing ? "Đang in / Printing" : "Sẵn sàng / Ready";
  state.textContent = words || good;
  state.classList.toggle("is-fault", wrong.length > 0);
}

function showControls(printer) {
  const buttons = HANDS.map(([key, whole, breaks, breakWords, repairs, repairWords]) => {
    const isWhole = printer[key] === whole;
    const [vi, en] = isWhole ? breakWords : repairWords;
    const properties = { type: "button", className: isWhole ? "" : "is-repair" };
    const button = element("button", properties, vi, element("small", { lang: "en", textContent: en }));
    button.addEventListener("click", () => turn(isWhole ? breaks : repairs));
    return button;
  });
  document.getElementById("controls").replaceChildren(...buttons);
}

function show(answer) {
  const now = JSON.stringify(answer);
  if (now === shown) return;
  const before = shown === "" ? null : JSON.parse(shown);
  shown = now;
  showState(answer.printer);
  showControls(answer.printer);
  document.getElementById("empty").hidden = answer.slips.length > 0;
  if (before === null || before.slips[0]?.n !== answer.slips[0]?.n) {
    document.getElementById("paper").replaceChildren(...answer.slips.map(slipItem));
  }
}

function showLost() {
  shown = "";
  const state = document.getElementById("state");
  state.textContent = "Mất kết nối, đang thử lại / Connection lost, trying again";
  state.classList.add("is-fault");
}

async function turn(control) {
  const answer = await fetch(`/controls/${control}`, { method: "POST" });
  if (answer.ok) show(await answer.json());
}

async function look() {
  try {
    const answer = await fetch("/slips.json");
    show(await answer.json());
  } catch {
    showLost();
  }
  setTimeout(look, EVERY_MS);
}

look();
