// What a person has typed or chosen on one surface (a message, a modal, the Home tab), shaped as Slack's state.values.

import { state } from "./store.js";

/** The value an element has before anyone touches it, or null for elements that hold none. */
function initialValue(element) {
  const { type } = element;
  const make = INITIAL[type];
  const zone = element.timezone ? { timezone: element.timezone } : {};
  return make ? { type, ...make(element), ...zone } : null;
}

const text = (element) => ({ value: element.initial_value ?? null });
const options = (element) => ({ selected_options: element.initial_options ?? [] });
const option = (element) => ({ selected_option: element.initial_option ?? null });

const firstConversation = ({ initial_conversation: named, default_to_current_conversation: here }) =>
  named ?? (here ? state.place.channel : null) ?? null;

const INITIAL = {
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
  rich_text_input: (element) => ({ rich_text_value: element.initial_value ?? null }),
  file_input: () => ({ files: [] }),
  static_select: option,
  external_select: option,
  radio_buttons: option,
  multi_static_select: options,
  multi_external_select: options,
  checkboxes: options,
  users_select: (element) => ({ selected_user: element.initial_user ?? null }),
  multi_users_select: (element) => ({ selected_users: element.initial_users ?? [] }),
  conversations_select: (element) => ({ selected_conversation: firstConversation(element) }),
  multi_conversations_select: (element) => ({ selected_conversations: element.initial_conversations ?? [] }),
  multi_channels_select: (element) => ({ selected_channels: element.initial_channels ?? [] }),
  channels_select: (element) => ({ selected_channel: element.initial_channel ?? null }),
  datepicker: (element) => ({ selected_date: element.initial_date ?? null }),
  timepicker: (element) => ({ selected_time: element.initial_time ?? null }),
  datetimepicker: (element) => ({ selected_date_time: element.initial_date_time ?? null }),
};

export class Form {
  #values = new Map();
  #before;

  /** `before` is the form this one redraws: what was typed there stays where block_id and action_id are the same. */
  constructor(before = null) {
    this.#before = before;
  }

  #key(blockId, actionId) {
    return JSON.stringify([blockId, actionId]);
  }

  /** Takes the element into the form and answers its present value; null when it holds none. */
  enter(blockId, element) {
    const key = this.#key(blockId, element.action_id);
    const typed = this.#before?.#values.get(key)?.value;
    const value = typed?.type === element.type ? typed : initialValue(element);
    if (value) this.#values.set(key, { blockId, actionId: element.action_id, value });
    return value;
  }

  set(blockId, actionId, value) {
    this.#values.set(this.#key(blockId, actionId), { blockId, actionId, value });
  }

  /** Slack's state.values: {block_id: {action_id: value}}. */
  values() {
    const all = {};
    for (const { blockId, actionId, value } of this.#values.values()) (all[blockId] ??= {})[actionId] = value;
    return all;
  }
}
