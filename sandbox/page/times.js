// Times in the reader's local zone, worded as Slack words them.

const format = (options) => {
  const formatter = new Intl.DateTimeFormat("en-US", options);
  return (date) => formatter.format(date);
};

const clock = format({ hour: "numeric", minute: "2-digit" });
const clockSeconds = format({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const numeric = format({ year: "numeric", month: "2-digit", day: "2-digit" });
const short = format({ year: "numeric", month: "short", day: "numeric" });
const medium = format({ year: "numeric", month: "long", day: "numeric" });
const long = format({ weekday: "long", year: "numeric", month: "long", day: "numeric" });
const weekday = format({ weekday: "long", month: "long", day: "numeric" });

/** A Slack ts ("seconds.sequence") as a Date. */
export const dateOf = (ts) => new Date(Number(ts) * 1000);

export const timeOfDay = clock;
export const fullTime = (date) => `${long(date)} at ${clockSeconds(date)}`;

/** The time of a moment today, the date of any other. */
export const shortTime = (date) => (sameDay(date, new Date()) ? clock(date) : short(date));

const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/** How many calendar days `date` lies after today; negative for the past. */
function daysFromToday(date) {
  return Math.round((startOfDay(date) - startOfDay(new Date())) / 86_400_000);
}

const NEAR_DAYS = { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" };

/** "Today", "Yesterday" or the date: the label of a day divider. */
export const dayLabel = (date) => NEAR_DAYS[daysFromToday(date)] ?? weekday(date);

export const sameDay = (one, other) => startOfDay(one).getTime() === startOfDay(other).getTime();

const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "3 minutes ago", "in 23 hours". */
export function ago(date) {
  const seconds = (date - Date.now()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return seconds > 0 ? "in less than a minute" : "just now";
}

const pretty = (plain) => (date) => NEAR_DAYS[daysFromToday(date)]?.toLowerCase() ?? plain(date);

const TOKENS = {
  date_num: numeric,
  date_slash: numeric,
  date: medium,
  date_short: short,
  date_long: long,
  date_long_full: long,
  date_pretty: pretty(medium),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  date_long_full_pretty: pretty(long),
  day_divider_pretty: dayLabel,
  time: clock,
  time_secs: clockSeconds,
  ago,
};

/** Slack's date format ("{date_short_pretty} at {time}"); "today" at the very beginning is written large. */
export function formatDate(epoch, pattern) {
  const date = new Date(Number(epoch) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) => TOKENS[name]?.(date) ?? whole);
  return /^\{\w+_pretty\}/.test(pattern) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
