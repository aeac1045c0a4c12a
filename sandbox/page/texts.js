// The composition objects every block shares: texts and pictures.
import { h, safeUrl } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** A text object: mrkdwn is parsed, plain text is shown letter by letter. */
export function text(object) {
  if (!object) return "";
  if (typeof object === "string") return object;
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return object.emoji ? withEmoji(object.text) : object.text;
}

/** A picture from the web; its description alone when the address is no web address. */
export function picture({ image_url: url, alt_text: alt }, className) {
  const src = safeUrl(url, ["http:", "https:"]);
  if (!src) return h("span", { class: "missing-image" }, alt);
  return h("img", { class: className, src, alt, loading: "lazy", referrerpolicy: "no-referrer" });
}
