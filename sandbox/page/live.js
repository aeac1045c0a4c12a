// One stream of events per person. After any gap the page loads its state afresh: events are not replayed.

const RETRY_MILLISECONDS = 1500;

/** Listens until `stop()`; `opened` is called on every (re)connection, `lost` once when a connection breaks. */
export function listen(user, { opened, event, lost }) {
  let source = null;
  let retry = null;
  let stopped = false;

  function connect() {
    source = new EventSource(`/client/events?${new URLSearchParams({ user })}`);
    source.onopen = opened;
    source.onmessage = (message) => event(JSON.parse(message.data));
    source.onerror = () => {
      source.close();
      if (stopped) return;
      lost();
      retry = setTimeout(connect, RETRY_MILLISECONDS);
    };
  }

  connect();
  return {
    stop() {
      stopped = true;
      clearTimeout(retry);
      source.close();
    },
  };
}
