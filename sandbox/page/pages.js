// The two pages beside the channels: the app's Home tab and the mails that left.
import { drawBlocks } from "./blocks.js";
import { avatar } from "./chips.js";
import { h, pressable, reconcile } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { surfaceOf } from "./modal.js";
import { state, update } from "./store.js";
import { fullTime, shortTime } from "./times.js";

let homeForm = null;

const head = (face, title, topic) =>
  h("header", { class: "conversation-head" }, h("h1", {}, face, title), h("p", { class: "topic" }, topic));

export function drawHome(main) {
  const signature = JSON.stringify([state.user, state.home]);
  reconcile(main, [{ key: "home", signature, build: homePage }]);
}

function homePage() {
  const view = state.home;
  const body = view ? homeBlocks(view) : nothing("home", "The app has not drawn its Home tab yet.");
  return h("section", { class: "page", data: { testid: "home" }, "aria-label": "Home" },
    head(avatar(state.bot.id, "small"), state.bot.real_name, "Home"),
    h("div", { class: "page-body home-body" }, body));
}

function homeBlocks(view) {
  const form = new Form(homeForm);
  homeForm = form;
  return drawBlocks(view.blocks, surfaceOf(view, form));
}

const nothing = (face, text) => h("div", { class: "nothing" }, icon(face, 28), h("p", {}, text));

export function drawMail(main) {
  const chosen = state.mails.find((one) => one.id === state.place.mail) ?? state.mails[0];
  const signature = JSON.stringify([state.mails.map((one) => one.id), chosen?.id]);
  reconcile(main, [{ key: "mail", signature, build: () => mailPage(chosen) }]);
}

function mailPage(chosen) {
  const body = chosen
    ? [h("div", { class: "mail-list" }, state.mails.map((mail) => mailRow(mail, mail === chosen))), letter(chosen)]
    : nothing("mail", "No mail has left yet. Ask the agent to email somebody, and approve it.");
  return h("section", { class: "page", data: { testid: "outbox" }, "aria-label": "Sent mail" },
    head(icon("mail", 19), "Sent mail", "What really left, as the mail server received it"),
    h("div", { class: "page-body mail-body" }, body));
}

function mailRow(mail, current) {
  const received = new Date(mail.received);
  const open = () => update({ place: { kind: "mail", mail: mail.id } });
  const data = { testid: `mail-${mail.id}`, focus: `mail-${mail.id}` };
  return pressable({ class: "mail-row", "aria-current": current ? "true" : null, data }, open,
    h("span", { class: "mail-to" }, mail.to.join(", ")),
    h("time", { datetime: mail.received }, shortTime(received)),
    h("span", { class: "mail-subject" }, mail.subject || "(no subject)"),
    h("span", { class: "mail-start" }, mail.body.slice(0, 120)));
}

function letter(mail) {
  const row = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  return h("article", { class: "letter", "aria-label": mail.subject, data: { testid: "letter" } },
    h("h2", {}, mail.subject || "(no subject)"),
    h("dl", {},
      row("From", mail.from),
      row("To", mail.to.join(", ")),
      row("Date", fullTime(new Date(mail.received))),
      row("Message-ID", h("code", {}, mail.message_id))),
    h("div", { class: "letter-body" }, mail.body));
}
