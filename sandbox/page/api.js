// The sandbox's endpoints for this page. Every call answers an object; a lost server is an answer too.

async function call(path, options) {
  try {
    const response = await fetch(path, options);
    return await response.json();
  } catch {
    return { ok: false, error: "sandbox_unreachable" };
  }
}

const get = (path, query = {}) => call(`${path}?${new URLSearchParams(query)}`);

const upload = (path, query, body) =>
  call(`${path}?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body,
  });

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const api = {
  workspace: () => get("/client/workspace"),
  messages: (channel, user) => get("/client/messages", { channel, user }),
  mails: () => get("/client/mails"),
  send: (message) => post("/client/messages", message),
  act: (action) => post("/client/actions", action),
  suggest: (question) => post("/client/suggestions", question),
  upload: (user, file) => upload("/client/files", { user, name: file.name }, file),
  submit: (submission) => post("/client/views/submit", submission),
  close: (user, viewId) => post("/client/views/close", { user, view_id: viewId }),
  home: (user) => post("/client/home", { user }),
};
