// Everything here adds to pages that work without it: sliders, figures that follow while a knob moves, drafts that are
// saved while one types, charts to explore.

const $ = (sel, root = document) => root.querySelector(sel);
const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];

document.documentElement.classList.add("js");

/* Ruler sliders: the number field keeps the value, the slider moves it. */
function rulers(root) {
  for (const box of $$(".ruler[data-for]:not([data-on])", root)) {
    const field = document.getElementById(box.dataset.for);
    if (!field) continue;
    box.dataset.on = "1";
    const min = +box.dataset.min, max = +box.dataset.max, step = +box.dataset.step || 1;
    const log = "log" in box.dataset && min > 0;
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = 0;
    slider.max = 1000;
    slider.step = "any";
    slider.value = box.dataset.at;
    slider.setAttribute("aria-label", box.dataset.label);
    const double = "double" in box.dataset;
    const toValue = (t) => {
      if (double) return min * 2 ** Math.round(Math.log2(max / min) * t / 1000);
      const v = log ? min * (max / min) ** (t / 1000) : min + (max - min) * t / 1000;
      const digits = Math.max(0, Math.ceil(-Math.log10(step)));
      const s = log && v >= 100 ? 10 ** (Math.floor(Math.log10(v)) - 1) : step;
      return clamp(+(Math.round(v / s) * s).toFixed(digits));
    };
    const clamp = (v) => Math.min(max, Math.max(min, v));
    const toSlider = (v) => 1000 * (log ? Math.log(v / min) / Math.log(max / min) : (v - min) / (max - min));
    const text = (v) => Number.isInteger(v) ? v.toLocaleString("en") : String(v);
    const say = (v) => slider.setAttribute("aria-valuetext", text(v));
    const current = () => Number(field.value.replaceAll(",", ""));
    say(toValue(+slider.value));
    slider.addEventListener("input", () => {
      const v = toValue(+slider.value);
      if (field.value === text(v)) return;
      field.value = text(v);
      say(v);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    slider.addEventListener("keydown", (e) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[e.key];
      if (!way) return;
      e.preventDefault();
      const from = Number.isFinite(current()) && field.value !== "" ? current() : toValue(+slider.value);
      if (double) {
        slider.value = toSlider(clamp(from * 2 ** Math.sign(way)));
        return slider.dispatchEvent(new Event("input"));
      }
      const unit = log
        ? 10 ** Math.floor(Math.log10(Math.max(from, 1)) - 1)
        : step * Math.round((max - min) / step / 200);
      slider.value = toSlider(clamp(from + way * Math.max(step, unit)));
      slider.dispatchEvent(new Event("input"));
    });
    field.addEventListener("input", () => {
      const v = current();
      if (!Number.isFinite(v) || document.activeElement === slider) return;
      slider.value = toSlider(clamp(v));
      say(v);
    });
    box.prepend(slider);
  }
}

/* Live forms: fetch the part that changes, swap it, keep the address. */
function settle(root) {
  rulers(root);
  for (const b of $$("[data-copy]", root)) b.hidden = false;
  for (const b of $$("[data-explore]", root)) b.hidden = false;
}

const named = (root) => $$("[data-part]", root); // the parts of an answer that can be asked for one by one
const served = new WeakMap(); // part -> its markup as the server sent it

function adopt(old, fresh) {
  const open = $$("details", old).map((d) => d.open);
  if (old.tagName === "DETAILS") fresh.open = old.open;
  $$("details", fresh).forEach((d, i) => { if (open[i]) d.open = true; });
}

function replace(old, fresh) {
  const markup = fresh.outerHTML;
  if (served.get(old) === markup) return;
  served.set(fresh, markup);
  adopt(old, fresh);
  old.replaceWith(fresh);
  settle(fresh);
}

const alike = (a, b) =>
  a.length === b.length && a.every((e, i) => e.tagName === b[i].tagName && e.dataset.part === b[i].dataset.part);

/* Puts an answer in place of the last one; only what changed is drawn again. If it is one to some parts, the others
   stay. */
function put(target, html, some) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  if (some) {
    const old = new Map(named(target).map((e) => [e.dataset.part, e]));
    for (const e of named(answer.content)) if (old.has(e.dataset.part)) replace(old.get(e.dataset.part), e);
    return;
  }
  const old = [...target.children], fresh = [...answer.content.children];
  if (!alike(old, fresh)) {
    adopt(target, answer.content);
    target.replaceChildren(answer.content);
    return settle(target);
  }
  fresh.forEach((e, i) => {
    const a = named(old[i]), b = named(e);
    if (a.length && alike(a, b)) b.forEach((part, k) => replace(a[k], part));
    else replace(old[i], e);
  });
}

const inSight = (target) => named(target).filter((e) => {
  const box = e.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}).map((e) => e.dataset.part);

const turns = new Map(); // target -> number of its last request; an answer that was overtaken is dropped
const rests = new Map(); // target -> parts asked for, and the timer and work that ask for the others

/* While a slider moves, only the named parts in sight are asked for; when it rests, or the page scrolls, the others
   follow. */
async function swap(target, url, moving) {
  const turn = (turns.get(target) ?? 0) + 1;
  turns.set(target, turn);
  clearTimeout(rests.get(target)?.timer);
  rests.delete(target);
  const headers = { "X-Fragment": target.id };
  const some = moving && named(target).length > 0, sight = some ? inSight(target) : [];
  if (some) headers["X-Parts"] = sight.join(" ");
  target.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => target.classList.add("busy"), 250);
  try {
    const reply = await fetch(url, { headers });
    if (!reply.ok && reply.status !== 422) throw new Error(reply.status);
    const html = await reply.text();
    if (turns.get(target) !== turn) return;
    const controls = () => $$("a,button,summary", target);
    const focused = controls().indexOf(document.activeElement);
    const partial = some && reply.headers.has("X-Parts"); // a refusal is answered whole
    put(target, html, partial);
    if (focused >= 0 && !target.contains(document.activeElement)) controls()[focused]?.focus({ preventScroll: true });
    if (partial) {
      const ask = () => swap(target, url).catch(() => location.assign(url));
      rests.set(target, { sight, ask, timer: setTimeout(() => rest(target), 250) });
    }
  } finally {
    clearTimeout(slow);
    if (turns.get(target) === turn) {
      target.classList.remove("busy");
      if (!rests.has(target)) target.setAttribute("aria-busy", "false");
    }
  }
}

const rest = (target) => rests.get(target)?.ask();
addEventListener("scroll", () => {
  for (const [target, { sight }] of [...rests]) if (inSight(target).some((part) => !sight.includes(part))) rest(target);
}, { passive: true });

function liveForms() {
  for (const form of $$("form[data-live]")) {
    let inFlight = false, waiting = false, shown = "";
    const target = document.getElementById(form.dataset.live);
    const initial = new Map($$("[name]", form).map((f) => [f.name, null]));
    const send = async () => {
      if (inFlight) { waiting = true; return; }
      const data = new URLSearchParams(new FormData(form));
      const base = new URL(form.action, location.href);
      const params = new URLSearchParams(location.search);
      for (const name of initial.keys()) params.delete(name);
      params.delete("shown");
      for (const [k, v] of data) {
        const digits = v.replaceAll(",", "");
        params.append(k, digits && /^[\d,]+$/.test(v) ? digits : v);
      }
      const url = base.pathname + "?" + params;
      if (url === shown) return;
      shown = url;
      inFlight = true;
      try {
        await swap(target, url, true);
        history.replaceState(null, "", url + location.hash);
        form.dispatchEvent(new CustomEvent("lab:ran", { bubbles: true }));
        const carry = $("[data-carry]", form);
        if (carry) carry.search = "?" + new URLSearchParams([["seed", "9"], ...data]);
      } catch {
        location.assign(url);
      }
      inFlight = false;
      if (waiting) { waiting = false; send(); }
    };
    form.addEventListener("input", (e) => {
      for (const k of $$("[data-only]", form)) {
        if (k.dataset.only === e.target.name) k.hidden = !k.dataset.at.split(" ").includes(e.target.value);
      }
    });
    form.addEventListener("input", (e) => { if (e.target.name || e.target.type === "range") send(); });
    form.addEventListener("submit", (e) => { e.preventDefault(); send(); });
  }
  document.addEventListener("click", async (e) => {
    const link = e.target.closest("a[data-live-link]");
    if (!link || e.metaKey || e.ctrlKey || e.shiftKey) return;
    e.preventDefault();
    const target = document.getElementById(link.dataset.liveLink);
    const url = link.href.split("#")[0];
    await swap(target, url).catch(() => location.assign(link.href));
    history.replaceState(null, "", url + location.hash);
    const again = $$("a[data-live-link]", target);
    (again.find((a) => a.textContent === link.textContent) ?? again[0])?.focus();
  });
}

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

/* Lesson: the section being read is marked and kept. */
function reading() {
  const lesson = $("[data-lesson]");
  if (!lesson) return;
  const links = new Map($$(".outline ol a").map((a) => [a.hash.slice(1), a]));
  const told = new Set();
  const tell = (section) => fetch("/lessons/" + lesson.dataset.lesson + "/read", {
    method: "POST", body: new URLSearchParams({ section }), keepalive: true,
  }).catch(() => {});
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      const id = e.target.dataset.section;
      links.forEach((a) => a.removeAttribute("aria-current"));
      links.get(id)?.setAttribute("aria-current", "true");
      if (told.has(id)) continue;
      told.add(id);
      setTimeout(() => tell(id), 1500);
    }
  }, { rootMargin: "-15% 0px -70% 0px" });
  $$("[data-section]").forEach((s) => seen.observe(s));
}

addEventListener("keydown", (e) => {
  if (e.key === "/" && !e.metaKey && !e.ctrlKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    e.preventDefault();
    $("#q").focus();
  }
});

document.addEventListener("click", async (e) => {
  const copy = e.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(document.getElementById(copy.dataset.copy).textContent);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  }
  const explore = e.target.closest("[data-explore]");
  if (explore) (await import("{{explore.js}}")).open(explore);
});

const poll = $("[data-poll]");
if (poll) setTimeout(() => location.reload(), +poll.dataset.poll);

settle(document);
liveForms();
drafts();
reading();
