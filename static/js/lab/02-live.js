/* Live forms: fetch the part that changes, swap it, keep the address. */
function settle(root) {
  rulers(root);
  for (const b of $$("[data-copy]", root)) b.hidden = false;
  for (const b of $$("[data-explore], [data-motion]", root)) b.hidden = false;
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

/* Gives the results of a run as the engine in the browser or the server makes them. */
async function results(target, url, sight) {
  if (target.dataset.engine) {
    const made = await import("{{engine.js}}").then((m) => m.ask(target, url, sight)).catch(() => null);
    if (made) return { html: made.html, some: !!sight && made.status === 200 };
  }
  const headers = { "X-Fragment": target.id };
  if (sight) headers["X-Parts"] = sight.join(" ");
  const reply = await fetch(url, { headers });
  if (!reply.ok && reply.status !== 422) throw new Error(reply.status);
  return { html: await reply.text(), some: !!sight && reply.headers.has("X-Parts") }; // a refusal is answered whole
}

/* While a slider moves, only the named parts in sight are asked for; when it rests, or the page scrolls, the others
   follow. */
async function swap(target, url, moving) {
  const turn = (turns.get(target) ?? 0) + 1;
  turns.set(target, turn);
  clearTimeout(rests.get(target)?.timer);
  rests.delete(target);
  const sight = moving && named(target).length > 0 ? inSight(target) : null;
  target.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => target.classList.add("busy"), 250);
  try {
    const { html, some } = await results(target, url, sight);
    if (turns.get(target) !== turn) return;
    const controls = () => $$("a,button,summary", target);
    const focused = controls().indexOf(document.activeElement);
    put(target, html, some);
    if (focused >= 0 && !target.contains(document.activeElement)) controls()[focused]?.focus({ preventScroll: true });
    if (some) {
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
  document.addEventListener("submit", async (e) => {
    const form = e.target;
    if (!form.dataset.into) return;
    e.preventDefault();
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form));
    const at = url.pathname + url.search;
    await swap(document.getElementById(form.dataset.into), at).catch(() => location.assign(url));
    history.replaceState(null, "", at + url.hash);
  });
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

