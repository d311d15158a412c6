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
    const min = +box.dataset.min, max = +box.dataset.max, step = +box.dataset.step || 1, log = "log" in box.dataset && min > 0;
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = 0;
    slider.max = 1000;
    slider.step = "any";
    slider.value = box.dataset.at;
    slider.setAttribute("aria-label", box.dataset.label);
    const toValue = (t) => {
      const v = log ? min * (max / min) ** (t / 1000) : min + (max - min) * t / 1000;
      const digits = Math.max(0, Math.ceil(-Math.log10(step)));
      const s = log && v >= 100 ? 10 ** (Math.floor(Math.log10(v)) - 1) : step;
      return Math.min(max, Math.max(min, +(Math.round(v / s) * s).toFixed(digits)));
    };
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
      const unit = log ? Math.max(step, 10 ** Math.floor(Math.log10(Math.max(from, 1)) - 1)) : Math.max(step, step * Math.round((max - min) / step / 200));
      slider.value = toSlider(Math.min(max, Math.max(min, from + way * unit)));
      slider.dispatchEvent(new Event("input"));
    });
    field.addEventListener("input", () => {
      const v = current();
      if (Number.isFinite(v) && document.activeElement !== slider) { slider.value = toSlider(Math.min(max, Math.max(min, v))); say(v); }
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

/* The parts of an answer: its children, and of a container marked data-parts each child by itself. */
const parts = (root) => [...root.children].flatMap((e) => "parts" in e.dataset ? [...e.children] : [e]);
const served = new WeakMap(); // part -> its markup as the server sent it
const late = new Map(); // part out of sight -> what is to take its place
let lateTimer = 0;

function adopt(old, fresh) {
  const open = $$("details", old).map((d) => d.open);
  if (old.tagName === "DETAILS") fresh.open = old.open;
  $$("details", fresh).forEach((d, i) => { if (open[i]) d.open = true; });
}

function replace(old, fresh) {
  late.delete(old);
  adopt(old, fresh);
  old.replaceWith(fresh);
  settle(fresh);
}

function replaceLate() {
  clearTimeout(lateTimer);
  for (const [old, fresh] of [...late]) if (old.isConnected) replace(old, fresh);
  late.clear();
}
addEventListener("scroll", replaceLate, { passive: true });
addEventListener("beforeprint", replaceLate);

/* Only the parts that changed are drawn again; while a slider moves, those out of sight follow when it rests. */
function put(target, html, moving) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  const old = parts(target), fresh = parts(answer.content);
  const same = old.length === fresh.length && old.every((e, i) => e.tagName === fresh[i].tagName && e.id === fresh[i].id && e.dataset.part === fresh[i].dataset.part);
  if (!same) {
    late.clear();
    adopt(target, answer.content);
    target.replaceChildren(answer.content);
    return settle(target);
  }
  clearTimeout(lateTimer);
  const seen = old.map((e) => {
    const box = e.getBoundingClientRect();
    return !moving || box.bottom > 0 && box.top < innerHeight;
  });
  fresh.forEach((e, i) => {
    const markup = e.outerHTML;
    if (served.get(old[i]) === markup) return void late.delete(old[i]);
    served.set(e, markup);
    if (seen[i]) replace(old[i], e);
    else late.set(old[i], e);
  });
  if (late.size) lateTimer = setTimeout(replaceLate, 250);
}

async function swap(target, url, moving) {
  const reply = await fetch(url, { headers: { "X-Fragment": target.id } });
  if (!reply.ok && reply.status !== 422) throw new Error(reply.status);
  const html = await reply.text();
  const focused = $$("a,button,summary", target).indexOf(document.activeElement);
  put(target, html, moving);
  if (focused >= 0 && !target.contains(document.activeElement)) $$("a,button,summary", target)[focused]?.focus({ preventScroll: true });
}

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
      for (const [k, v] of data) params.append(k, v.replaceAll(",", "").length && /^[\d,]+$/.test(v) ? v.replaceAll(",", "") : v);
      const url = base.pathname + "?" + params;
      if (url === shown) return;
      shown = url;
      inFlight = true;
      target.classList.add("busy");
      try {
        await swap(target, url, true);
        history.replaceState(null, "", url + location.hash);
        form.dispatchEvent(new CustomEvent("lab:ran", { bubbles: true }));
        const carry = $("[data-carry]", form);
        if (carry) carry.search = "?" + new URLSearchParams([["seed", "9"], ...data]);
      } catch {
        location.assign(url);
      }
      target.classList.remove("busy");
      inFlight = false;
      if (waiting) { waiting = false; send(); }
    };
    form.addEventListener("input", (e) => {
      for (const k of $$("[data-only]", form)) if (k.dataset.only === e.target.name) k.hidden = !k.dataset.at.split(" ").includes(e.target.value);
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
      const reply = await fetch(form.dataset.draft, { method: "POST", body: body(), headers: { Accept: "application/json" }, keepalive: leaving === true });
      const answer = await reply.json();
      if (reply.status === 409) return conflict(answer);
      if (!reply.ok) throw new Error(answer.detail);
      form.elements.version.value = answer.version;
      state.textContent = "Draft saved " + new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) + ".";
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
    const b = document.createElement("b"), words = document.createElement("span"), load = document.createElement("button"), keep = document.createElement("button");
    b.textContent = "Two drafts";
    words.textContent = "A newer draft from another tab or device is stored. What you typed here is still on this page. ";
    load.type = keep.type = "button";
    load.className = keep.className = "btn second slim";
    load.textContent = "Open the stored draft";
    keep.textContent = "Keep what is here";
    load.onclick = () => location.reload();
    keep.onclick = () => { form.elements.version.value = answer.version; notice.hidden = true; halted = false; dirty = true; save(); };
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
    if (e.key !== "Tab" || e.shiftKey || area.dataset.escaped) { area.dataset.escaped = e.key === "Escape" ? "1" : ""; return; }
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
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      const id = e.target.dataset.section;
      links.forEach((a) => a.removeAttribute("aria-current"));
      links.get(id)?.setAttribute("aria-current", "true");
      if (told.has(id)) continue;
      told.add(id);
      setTimeout(() => fetch("/lessons/" + lesson.dataset.lesson + "/read", { method: "POST", body: new URLSearchParams({ section: id }), keepalive: true }).catch(() => {}), 1500);
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
