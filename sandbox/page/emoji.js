// The names people and bots use most; any other :name: stays as it was written.

const EMOJI = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", pray: "🙏", clap: "👏", eyes: "👀",
  muscle: "💪", smile: "😄", slightly_smiling_face: "🙂", joy: "😂", wink: "😉", thinking_face: "🤔", tada: "🎉",
  heart: "❤️", fire: "🔥", rocket: "🚀", star: "⭐", sparkles: "✨", bulb: "💡", warning: "⚠️",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", no_entry: "⛔", no_entry_sign: "🚫", question: "❓",
  exclamation: "❗", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️",
  calendar: "📆", date: "📅", clock1: "🕐", lock: "🔒", unlock: "🔓", key: "🔑", shield: "🛡️", email: "📧",
  envelope: "✉️", incoming_envelope: "📨", inbox_tray: "📥", outbox_tray: "📤", memo: "📝", pencil: "📝",
  pencil2: "✏️", clipboard: "📋", pushpin: "📌", paperclip: "📎", link: "🔗", mag: "🔍", gear: "⚙️", wrench: "🔧",
  robot_face: "🤖", bell: "🔔", speech_balloon: "💬", moneybag: "💰", credit_card: "💳",
  chart_with_upwards_trend: "📈", bar_chart: "📊", package: "📦", wastebasket: "🗑️", red_circle: "🔴",
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_blue_circle: "🔵", white_circle: "⚪",
  arrow_right: "➡️", arrows_counterclockwise: "🔄", raised_hand: "✋", point_right: "👉", construction: "🚧",
  zap: "⚡",
};

/** The character for a name, or null. */
export const emoji = (name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : null);

/** The text with every known :name: replaced. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
