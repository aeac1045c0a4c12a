// Where everything meets: loads the workspace, follows its events, draws what the state says.
import { api } from "./api.js";
import { refreshAges } from "./chips.js";
import { drawChannel, drawThread } from "./conversation.js";
import { listen } from "./live.js";
import { closeView, drawModal, openView, updateView } from "./modal.js";
import { drawBanner, warn } from "./notices.js";
import { drawHome, drawMail } from "./pages.js";
import { closeThread, placeOf, recordPlace, returnTo, withThread } from "./routes.js";
import { drawPeople, drawSidebar } from "./sidebar.js";
import {
  channelName, channelOf, directChannel, drawWith, person, putMessage, rememberedPerson, rememberPerson,
  removeMessage, setStatus, state, update, visibleChannels,
} from "./store.js";

const AGE_MILLISECONDS = 30_000;
const REGIONS = ["people", "sidebar", "main", "thread", "team"];
const regions = Object.fromEntries(REGIONS.map((id) => [id, document.getElementById(id)]));
const PAGES = { channel: drawChannel, home: drawHome, mail: drawMail };

let live = null;
let waiting = null;
let homeAsked = null;

function draw() {
  drawPeople(regions.people, become);
  drawSidebar(regions.sidebar);
  drawThread(regions.thread); // first: what is read there is no news in the channel
  PAGES[state.place.kind](regions.main);
  drawModal();
  drawBanner();
  askHome();
  document.title = `${placeName()} · ${state.team.name}`;
}

function placeName() {
  if (state.place.kind === "home") return "Home";
  return state.place.kind === "mail" ? "Sent mail" : channelName(channelOf(state.place.channel));
}

/** Opening the Home tab tells the app so, once per visit. */
async function askHome() {
  const visit = state.place.kind === "home" ? state.user : null;
  if (visit === homeAsked) return;
  homeAsked = visit;
  if (!visit) return;
  const before = state.home;
  const answer = await api.home(visit);
  const isLate = state.home !== before; // the app has drawn it anew meanwhile
  if (answer.ok && visit === state.user && !isLate) update({ home: answer.view });
}

const EVENTS = {
  message: ({ message }) => putMessage(message),
  message_deleted: ({ channel, ts }) => removeMessage(channel, ts),
  view_opened: ({ view }) => openView(view),
  view_updated: ({ view }) => updateView(view),
  view_closed: ({ view_id: id }) => closeView(id),
  home: ({ view }) => update({ home: view }),
  status: ({ channel, thread_ts: thread, status }) => setStatus(channel, thread, status),
  warning: ({ text }) => warn(text),
  mail: ({ mail }) => update({ mails: [mail, ...state.mails.filter((one) => one.id !== mail.id)] }),
  directory: meetAgain,
  connection: ({ connected }) => update({ connected }),
};

/** People, groups or channels are not what they were. */
async function meetAgain() {
  Object.assign(state, workspaceState(await api.workspace()));
  update({ place: placeFor(state.place) });
}

/** Events that come while the state is being loaded wait until it is there. */
function take(event) {
  if (waiting) waiting.push(event);
  else EVENTS[event.type]?.(event);
}

async function load() {
  const mine = (waiting = []);
  const { user } = state;
  const channels = visibleChannels();
  const [workspace, mails, ...histories] = await Promise.all([
    api.workspace(),
    api.mails(),
    ...channels.map((one) => api.messages(one.id, user)),
  ]);
  if (waiting !== mine) return; // another load has begun: for somebody else, or after another gap
  Object.assign(state, workspaceState(workspace), {
    mails: mails.mails ?? [],
    statuses: new Map(), // what was going on may be over
    reachable: true,
  });
  state.messages = new Map(channels.map((one, index) => [one.id, byTs(histories[index].messages ?? [])]));
  if (state.target) state.place = withThread(state);
  waiting = null;
  mine.forEach(take);
  update({});
}

const byTs = (messages) => new Map(messages.map((one) => [one.ts, one]));

function workspaceState({ team, bot, people, groups, channels, commands, connected }) {
  return team ? { team, bot, people, groups, channels, commands, connected } : {};
}

function follow(user) {
  live?.stop();
  waiting = [];
  live = listen(user, { opened: load, event: take, lost: () => update({ reachable: false }) });
}

/** Goes on as another person, in the same channel where they are in it. */
function become(user) {
  if (user === state.user) return;
  rememberPerson(user);
  Object.assign(state, { user, views: [], home: null, statuses: new Map() });
  state.place = placeFor(state.place);
  recordPlace();
  follow(user);
}

/** The same place for the current person: their own conversation with the bot instead of another's. */
function placeFor(place) {
  if (place.kind !== "channel") return place;
  const channel = channelOf(place.channel);
  if (visibleChannels().includes(channel)) return place;
  return { kind: "channel", channel: (channel?.kind === "im" ? directChannel() : visibleChannels()[0]).id };
}

function closeOnEscape(event) {
  const isOurs = event.key === "Escape" && !event.isComposing && !document.querySelector("[popover]:popover-open");
  if (isOurs) closeThread();
}

async function start() {
  const workspace = await api.workspace();
  if (!workspace.team) return setTimeout(start, 1000);
  Object.assign(state, workspaceState(workspace));
  regions.team.textContent = state.team.name;
  const url = new URL(location.href);
  const asked = [url.searchParams.get("as"), rememberedPerson()].find((id) => person(id));
  state.user = asked ?? state.people[0].id;
  Object.assign(state, placeOf(url) ?? { place: { kind: "channel", channel: visibleChannels()[0].id } });
  state.place = placeFor(state.place);
  recordPlace();
  drawWith(draw);
  regions.thread.addEventListener("keydown", closeOnEscape);
  addEventListener("popstate", returnTo);
  setInterval(refreshAges, AGE_MILLISECONDS);
  follow(state.user);
}

start();
