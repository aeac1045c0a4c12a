// The file input of a form: each chosen file goes to the workspace at once, the form holds what came back.
import { api } from "./api.js";
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { state } from "./store.js";

const DEFAULT_MOST = 10;

export function fileInput(element, value, change, attributes) {
  const most = element.max_files ?? DEFAULT_MOST;
  const accept = element.filetypes?.map((kind) => `.${kind}`).join(",");
  const input = h("input", { ...attributes, type: "file", class: "field", multiple: most > 1, accept });
  const list = h("ul", { class: "marks" });
  const problem = h("div", { class: "field-error", role: "alert", hidden: true });
  let files = value.files;
  const set = (next) => {
    files = next;
    draw();
    change({ ...value, files });
  };
  const mark = (file) => {
    const remove = () => set(files.filter((one) => one.id !== file.id));
    return h("li", {}, file.name, iconButton(`Remove ${file.name}`, "close", remove, 13));
  };
  const draw = () => list.replaceChildren(...files.map(mark));
  input.addEventListener("change", async () => {
    const answers = await Promise.all([...input.files].map((file) => api.upload(state.user, file)));
    input.value = "";
    const refused = answers.find((answer) => !answer.ok);
    problem.hidden = !refused;
    if (refused) problem.replaceChildren(icon("warning", 15), `That file was not taken (${refused.error}).`);
    const taken = answers.filter((answer) => answer.ok).map((answer) => answer.file);
    set([...files, ...taken].slice(0, most));
  });
  draw();
  return h("div", { class: "uploads" }, input, list, problem);
}
