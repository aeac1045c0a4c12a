// The beginning of a channel; while it is empty it says what to try first.
import { avatar } from "./chips.js";
import { fill } from "./composer.js";
import { h, pressable } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./store.js";

const PROMPTS = [
  ["Send an email", "Email Alice about tomorrow's review"],
  ["中文也可以", "给 Alice 发邮件，说说明天的评审"],
  ["Make a payment", "Pay 1500 EUR to Northwind for the venue"],
  ["Change the database", "Delete the cancelled orders"],
];

const STEPS = [
  ["Ask as Riley.", "The agent looks things up by itself. What would change something waits for a person."],
  ["Open #approvals as Avery or Morgan.", "Switch with the names at the top. The card shows exactly what will run."],
  ["Edit, approve or reject.", "Riley hears the outcome in the thread of the question."],
  ["See Sent mail.", "The mail that left is the one that was approved."],
];

/** Channel introductions; the guided one stands where a first visitor begins. */
export function welcome(channel, empty) {
  if (channel.kind === "im") return direct(empty);
  if (!empty || channel.name !== "general") return beginning(channel, empty);
  return h("section", { class: "welcome", "aria-label": "First steps" },
    h("img", { src: "/page/mark.svg", alt: "", width: 52, height: 52 }),
    h("h2", {}, "An agent that asks before it acts"),
    h("p", {}, "This is a Slack workspace on your own machine, with one agent in it. Try one of these:"),
    prompts(`@${state.bot.name} `),
    h("ol", { class: "steps" }, STEPS.map(([what, why]) => h("li", {}, h("strong", {}, what), h("span", {}, why)))));
}

function beginning(channel, empty) {
  const words = empty ? "Nothing has happened here yet." : "This is the very beginning of the channel.";
  const topic = h("p", {}, channel.topic || words);
  return h("section", { class: "beginning" }, icon("hash", 26), h("h2", {}, channel.name), topic);
}

function direct(empty) {
  return h("section", { class: "beginning" },
    avatar(state.bot.id, "huge"),
    h("h2", {}, state.bot.real_name),
    h("p", {}, "Only you and the agent see this conversation."),
    empty && prompts(""));
}

function prompts(prefix) {
  const prompt = ([title, text]) => {
    const use = () => fill(document.querySelector("[data-testid=composer]"), prefix + text);
    const words = h("strong", {}, prefix && h("i", {}, prefix), text);
    return pressable({ class: "prompt" }, use, h("span", {}, title), words);
  };
  return h("div", { class: "prompts" }, PROMPTS.map(prompt));
}
