// The form of an assignment: drafts that are saved while one types, statements that follow a choice, trial runs, and
// editors for code.

/* Drafts: saved within three seconds of the last keystroke, and when the page is left. */
export function drafts(form) {
  const state = document.getElementById("draft-state"), notice = document.getElementById("draft-conflict");
  let timer = 0, dirty = false, halted = false;
  const body = () => new URLSearchParams(new FormData(form));
  const save = async (leaving) => {
    clearTimeout(timer);
    if (!dirty || halted) return;
    dirty = false;
    try {
      const reply = await fetch(form.dataset.draft, {
        method: "POST", body: body(), headers: { Accept: "application/json" }, keepalive: leaving === true,
      });
      const answer = await reply.json();
      if (reply.status === 409) return conflict(answer);
      if (reply.status === 401) {
        dirty = true;
        state.textContent = answer.detail + " What you typed stands on this page.";
        timer = setTimeout(save, 15000);
        return;
      }
      if (!reply.ok) throw new Error(answer.detail);
      form.elements.version.value = answer.version;
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      state.textContent = "Draft saved " + time + ".";
    } catch {
      dirty = true;
      state.textContent = "Draft not saved yet; it is tried again.";
      timer = setTimeout(save, 3000);
    }
  };
  const conflict = (answer) => {
    halted = true;
    notice.hidden = false;
    notice.replaceChildren();
    const b = document.createElement("b"), words = document.createElement("span");
    const load = document.createElement("button"), keep = document.createElement("button");
    b.textContent = "Two drafts";
    words.textContent =
      "A newer draft from another tab or device is stored. What you typed here is still on this page. ";
    load.type = keep.type = "button";
    load.className = keep.className = "btn second slim";
    load.textContent = "Open the stored draft";
    keep.textContent = "Keep what is here";
    load.onclick = () => location.reload();
    keep.onclick = () => {
      form.elements.version.value = answer.version;
      notice.hidden = true;
      halted = false;
      dirty = true;
      save();
    };
    words.append(load, " ", keep);
    notice.append(b, words);
    notice.scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 1200); });
  form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  addEventListener("pagehide", () => save(true));
  form.addEventListener("click", async (e) => {
    const button = e.target.closest("[data-try]");
    if (!button) return;
    e.preventDefault();
    const out = document.getElementById(button.dataset.try), label = button.textContent;
    button.disabled = true;
    button.textContent = "Running";
    try {
      const reply = await fetch(button.formAction, { method: "POST", body: body(), headers: { "X-Fragment": out.id } });
      if (reply.ok) {
        out.innerHTML = await reply.text();
        pointAt(out);
      } else {
        const said = await reply.json().catch(() => null);
        out.textContent = said?.detail ?? "This could not be run. Try again in a moment.";
      }
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  });
  let asked = 0;
  const follow = async (choice) => {
    const rows = [...form.querySelectorAll("[data-follows]")].find((r) => r.dataset.follows === choice.name);
    if (!rows) return;
    const turn = ++asked;
    const reply = await fetch(rows.dataset.from, { method: "POST", body: body(), headers: { "X-Fragment": rows.id } })
      .catch(() => null);
    if (reply?.ok && turn === asked) rows.innerHTML = await reply.text();
  };
  form.addEventListener("change", (e) => follow(e.target));
  // What was chosen or typed before this script was there counts, too.
  for (const choice of form.querySelectorAll("input[type=radio]:checked")) {
    if (!choice.defaultChecked) follow(choice);
  }
  const touched = [...form.elements].some((e) => e.name && (e.type === "radio" || e.type === "checkbox"
    ? e.checked !== e.defaultChecked : "defaultValue" in e && e.value !== e.defaultValue));
  if (touched) form.dispatchEvent(new Event("input"));
  editors(form);
}

/* Editors take the place of text areas for code when these come into sight. Without the editor they stay as they are,
   with Tab as four spaces, and with Escape before Tab as the way out. */
const opened = new Map(); // text area → its editor
function editors(form) {
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      seen.unobserve(e.target);
      open(e.target);
    }
  }, { rootMargin: "300px" });
  for (const area of form.querySelectorAll("textarea.code:not(.short)")) {
    plainKeys(area);
    seen.observe(area);
  }
}

async function open(area) {
  const { edit } = await import("{{vendor/editor.min.js}}").catch(() => ({}));
  if (!edit) return;
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  const focused = document.activeElement === area;
  const language = area.matches(".sql") ? "sql" : "starlark";
  const editor = edit(area, { language, label: label?.textContent ?? "Answer" });
  label?.addEventListener("click", () => editor.focus());
  if (focused) editor.focus();
  opened.set(area, editor);
  pointAt(document.getElementById(area.dataset.out));
}

/* What a verdict says of a line is marked in the editor, too. */
function pointAt(out) {
  const area = [...opened.keys()].find((a) => a.dataset.out === out?.id);
  if (area) opened.get(area).point(+(out.querySelector("[data-line]")?.dataset.line ?? 0));
}

function plainKeys(area) {
  area.dataset.on = "1";
  area.addEventListener("keydown", (e) => {
    if (e.key !== "Tab" || e.shiftKey || area.dataset.escaped) {
      area.dataset.escaped = e.key === "Escape" ? "1" : "";
      return;
    }
    e.preventDefault();
    area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
