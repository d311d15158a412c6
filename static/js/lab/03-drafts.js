/* Drafts: saved within three seconds of the last keystroke, and when the page is left. */
function drafts() {
  const form = $("form[data-draft]");
  if (!form) return;
  const state = $("#draft-state"), notice = $("#draft-conflict");
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
      out.innerHTML = await reply.text();
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  });
  let asked = 0;
  form.addEventListener("change", async (e) => {
    const rows = $$("[data-follows]", form).find((r) => r.dataset.follows === e.target.name);
    if (!rows) return;
    const turn = ++asked;
    const reply = await fetch(rows.dataset.from, { method: "POST", body: body(), headers: { "X-Fragment": rows.id } })
      .catch(() => null);
    if (reply?.ok && turn === asked) rows.innerHTML = await reply.text();
  });
  for (const area of $$("textarea.code")) area.addEventListener("keydown", (e) => {
    if (e.key !== "Tab" || e.shiftKey || area.dataset.escaped) {
      area.dataset.escaped = e.key === "Escape" ? "1" : "";
      return;
    }
    e.preventDefault();
    area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

