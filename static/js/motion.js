// Plays the story of a figure. What it shows at a moment is a function of the events and that moment alone: playing,
// stepping back and reduced motion are one call. Only attributes of SVG change; nothing starts by itself.

const all = (sel, root) => [...root.querySelectorAll(sel)];
const put = (el, name, value) => { if (el.getAttribute(name) !== String(value)) el.setAttribute(name, value); };
function mark(el, name, on) {
  if (!el.hasAttribute("class")) el.setAttribute("class", ""); // a moment looks the same however it was reached
  if (el.classList.contains(name) !== on) el.classList.toggle(name, on);
}
const NS = "http://www.w3.org/2000/svg";
const svgEl = (tag, attrs, ...inside) => fill(document.createElementNS(NS, tag), attrs, inside);
const el = (tag, attrs, ...inside) => fill(document.createElement(tag), attrs, inside);
function fill(e, attrs, inside) {
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  e.append(...inside);
  return e;
}
const ease = (p) => (p < 0.5 ? 2 * p * p : 1 - 2 * (1 - p) * (1 - p));
const n1 = (v) => Math.round(v * 10) / 10;
const FLIES = ["send", "move", "sweep", "add", "drop"];
const ms = { ms: 1, s: 1e3, min: 6e4, h: 36e5 };
const SHAPES = {
  disc: ["M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z", "f-ink"], circle: ["M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z", "m-ok"],
  square: ["M-6-6H6V6H-6Z", "f-blue"], diamond: ["M0-8 8 0 0 8-8 0Z", "f-vermillion"],
};
const CROSS = "M-6-6 6 6M-6 6 6-6";

/* Gives the function that draws one drawing at a time of the run. */
function drawing(svg, events, narrow) {
  const by = (name) => new Map(all(`[data-${name}]`, svg).map((e) => [e.getAttribute("data-" + name), e]));
  const places = new Map([...by("place")].map(([name, e]) =>
    [name, { box: e, ...Object.fromEntries(Object.entries(e.dataset).map(([k, v]) => [k, +v])) }]));
  const slots = by("slot"), bars = by("bar"), keys = by("key"), ghosts = by("ghost"), sweeps = by("sweep");
  const cuts = by("cut"), flying = new Map();
  const air = svg.appendChild(svgEl("g", {}));
  all("[data-note]", svg).forEach((e) => e.remove());
  all('[class=""]', svg).forEach((e) => e.removeAttribute("class"));
  for (const [id, e] of keys) {
    e.append(svgEl("path", { d: CROSS, class: "k-vermillion thick off" }));
    if (!ghosts.has(id)) ghosts.set(id, e.parentNode.insertBefore(svgEl("circle",
      { r: e.querySelector("rect") ? 9 : 3.4, class: "ghostring" }), e.parentNode.querySelector("[data-key]")));
  }
  const looks = new Map([...keys].map(([id, e]) => [id, e.firstChild.getAttribute("class")]));
  const seat = (name, n = 0) => {
    const p = places.get(name);
    if (!p) return null;
    return p.per ? [p.sx + (n % p.per) * p.step, p.sy + Math.floor(n / p.per) * p.rise] : [p.x, p.y];
  };
  const edge = (a, b) => {
    const dx = b.x - a.x, dy = b.y - a.y;
    const part = Math.min((a.rx + 3) / Math.abs(dx), (a.ry + 3) / Math.abs(dy));
    return isFinite(part) ? [a.x + dx * part, a.y + dy * part] : [a.x, a.y];
  };
  const width = svg.viewBox.baseVal.width;

  function message(i, e, part) {
    if (!flying.has(i)) {
      const [d, look] = SHAPES[e.item] ?? SHAPES.disc;
      const text = svgEl("text", { class: "b lbl" + (e.bad ? " s-bad" : "") }, (narrow && e.short) || e.label || "");
      flying.set(i, svgEl("g", {}, svgEl("path", { d, class: look }), text));
    }
    const g = flying.get(i), [shape, text] = g.children, a = places.get(e.from), b = places.get(e.dest);
    const [x1, y1] = edge(a, b), [x2, y2] = edge(b, a), p = ease(part), at = e.lost ? Math.min(p, 0.6) : p;
    const x = x1 + (x2 - x1) * at, y = y1 + (y2 - y1) * at, gone = e.lost && p > 0.6;
    put(g, "transform", `translate(${n1(x)} ${n1(y)})`);
    put(shape, "d", gone ? CROSS : (SHAPES[e.item] ?? SHAPES.disc)[0]);
    put(shape, "class", gone ? "k-vermillion thick" : (SHAPES[e.item] ?? SHAPES.disc)[1]);
    const steep = Math.abs(y2 - y1) > 0.45 * Math.abs(x2 - x1), left = x > width - 90;
    put(text, "x", steep ? (left ? -13 : 13) : 0);
    put(text, "y", steep ? 4.5 : -13);
    put(text, "text-anchor", steep ? (left ? "end" : "start") : "middle");
    put(text, "opacity", n1(Math.min(1, 6 * Math.min(p, 1 - p))));
    return g;
  }

  function arc(path, part) {
    const [cx, cy, r1, r2, from, to] = path.dataset.arc.split(" ").map(Number);
    const a = to - Math.min(to - from, 359.9) * part;
    const at = (r, deg) => {
      const w = (deg - 90) * Math.PI / 180;
      return n1(cx + r * Math.cos(w)) + " " + n1(cy + r * Math.sin(w));
    };
    const large = to - a > 180 ? 1 : 0;
    const outer = `M${at(r2, a)}A${r2} ${r2} 0 ${large} 1 ${at(r2, to)}`;
    put(path, "d", part ? `${outer}L${at(r1, to)}A${r1} ${r1} 0 ${large} 0 ${at(r1, a)}Z` : "");
  }

  function band(g, part) {
    mark(g, "off", !part);
    if (g.tagName === "rect") {
      g.full ??= +g.getAttribute("width");
      put(g, "width", n1(g.full * part));
      return;
    }
    for (const e of g.children) e.dataset.arc ? arc(e, part) : mark(e, "off", part < 1);
  }

  return (now) => {
    const text = new Map(), bar = new Map(), busy = new Set(), thing = new Map(), swept = new Map(), down = new Set();
    const marks = [];
    for (const [name, e] of bars) bar.set(name, +e.dataset.start);
    for (const [id, e] of keys) thing.set(id, { at: seat(e.dataset.from, +e.dataset.seat), opacity: 1 });
    for (const [i, e] of events.entries()) {
      if (e.at > now) break;
      const part = e.to > e.at ? Math.min(1, (now - e.at) / (e.to - e.at)) : 1, it = thing.get(e.item);
      switch (e.kind) {
        case "send": if (part < 1) marks.push(message(i, e, part)); break;
        case "set": text.set(e.place, e); break;
        case "level": bar.set(e.place, bar.get(e.place) + ((e.value ?? 0) - bar.get(e.place)) * part); break;
        case "hold":
          bar.set(e.place, part < 1 ? part : 0);
          if (part < 1) busy.add(e.place.split(".")[0]);
          break;
        case "sweep": swept.set(e.item, ease(part)); break;
        case "cut": if (!e.to || now < e.to) down.add(e.from + ">" + e.dest); break;
        case "add": Object.assign(it, { at: seat(e.dest, e.seat), opacity: part, dropped: false }); break;
        case "drop": Object.assign(it, { dropped: true, opacity: Math.min(1, 1.7 - 1.7 * part) }); break;
        case "move": {
          const to = seat(e.dest, e.seat), from = it.at ?? to, p = ease(part);
          Object.assign(it, { was: from, moved: true, at: [0, 1].map((k) => from[k] + (to[k] - from[k]) * p) });
        }
      }
    }
    for (const [name, e] of slots) {
      const set = text.get(name), said = set ? (narrow && set.short) || set.label || "" : e.dataset.start;
      if (e.textContent !== said) e.textContent = said;
      mark(e, "s-bad", !!set?.bad);
      mark(e, "s-ok", !!set && !set.bad && set.item !== "plain");
    }
    for (const [name, e] of bars) put(e, "width", n1(bar.get(name) * e.dataset.w));
    for (const [name, p] of places) mark(p.box, "busy", busy.has(name));
    for (const [id, e] of keys) {
      const it = thing.get(id), ghost = ghosts.get(id);
      mark(e, "off", !it.at || it.opacity <= 0);
      const [x, y] = it.at ?? [0, 0]; // one that is not there yet looks the same however the moment was reached
      put(e, "transform", `translate(${n1(x)} ${n1(y)})`);
      put(e, "opacity", n1(Math.max(0, it.opacity)));
      put(e.firstChild, "class", (!it.moved && e.dataset.hue) || looks.get(id));
      mark(e.lastChild, "off", !it.dropped);
      mark(ghost, "off", !it.was || "passes" in e.dataset);
      const [cx, cy] = it.was ?? [0, 0];
      put(ghost, "cx", n1(cx));
      put(ghost, "cy", n1(cy));
    }
    for (const [id, g] of sweeps) band(g, swept.get(id) ?? 0);
    for (const [name, e] of cuts) mark(e, "off", !down.has(name));
    const same = marks.length === air.childElementCount && marks.every((g, i) => air.children[i] === g);
    if (!same) air.replaceChildren(...marks);
  };
}

/* Lays the run's time out in the time of play: flights keep the pace, waits and pauses are cut short, and each beat
   rests until its sentence can be read. */
function timeline(m) {
  const times = new Set(m.beats.flatMap((b) => [b.at, b.to]));
  for (const e of m.events) times.add(e.at).add(Math.max(e.at, e.to ?? 0));
  const order = [...times].sort((a, b) => a - b), parts = [];
  let play = 0, from = m.beats[0].at;
  const beats = m.beats.map((b) => {
    const start = play;
    for (let i = 1; i < order.length; i++) {
      const [a, z] = [order[i - 1], order[i]];
      if (a < from || z > b.to) continue;
      const during = m.events.filter((e) => e.at <= a && e.to >= z), full = (z - a) * (b.pace || m.pace);
      const flight = during.some((e) => FLIES.includes(e.kind)), wait = during.some((e) => e.kind !== "cut");
      const most = flight ? 0 : wait ? m.wait : m.skip;
      const long = most ? Math.min(full, most) : full;
      parts.push({ play, long, a, z, skips: long < full - 1 });
      play += long;
    }
    const done = play;
    play += Math.max(700, 52 * b.say.length - (done - start));
    from = b.to;
    return { ...b, start, done };
  });
  const at = (p) => {
    const part = parts.findLast((s) => s.play <= p);
    if (!part) return { now: m.beats[0].at };
    const share = part.long ? Math.min(1, (p - part.play) / part.long) : 1;
    return { now: part.a + (part.z - part.a) * share, skips: share < 1 && part.skips };
  };
  return { beats, end: play, at };
}

const style = new Promise((done) => {
  const link = el("link", { rel: "stylesheet", href: "{{css/pages/motion.css}}" });
  link.onload = link.onerror = done;
  document.head.append(link);
});

export async function open(button) {
  button.disabled = true;
  await style;
  const answer = await fetch(button.dataset.motion).catch(() => null);
  if (!answer?.ok) {
    button.disabled = false;
    button.textContent = "Not loaded. Try again";
    return;
  }
  player(button, await answer.json());
}

function player(button, m) {
  const figure = button.closest("figure"), { beats, end, at } = timeline(m);
  const drawings = all("svg.draw", figure).filter((s) => s.closest("figure") === figure && !s.closest("details"));
  const views = drawings.map((svg) => [svg, drawing(svg, m.events, !!svg.closest(".narrow-only"))]);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const say = figure.querySelector(".say") ?? figure.insertBefore(el("p", { class: "say" }), figure.firstChild);
  const press = (text, what, cls = "btn second slim") => {
    const b = el("button", { type: "button", class: cls }, text);
    b.onclick = what;
    return b;
  };
  let p = 0, beat = -1, shown, playing = 0, before = 0, speed = 1, told = 0;
  const play = press("", () => (playing ? stop() : go()), "btn slim play");
  const range = el("input", { type: "range", max: Math.round(end), step: 100, "aria-label": "Position" });
  const ticks = svgEl("svg", { class: "ticks", "aria-hidden": "true", width: "100%", height: 8 },
    ...beats.slice(1).map((b) => 100 * b.start / end + "%").map((x) => svgEl("line", { x1: x, x2: x, y2: 6 })));
  const clock = el("span", { class: "num" }), pace = el("span", { class: "quiet" });
  const speeds = [["½×", 0.5], ["1×", 1], ["2×", 2]].map(([text, by]) => press(text, () => {
    speed = by;
    speeds.forEach((b) => b.setAttribute("aria-pressed", b.textContent === text));
  }, ""));
  speeds.forEach((b, i) => b.setAttribute("aria-pressed", i === 1));
  const controls = el("div", { class: "player", role: "group", "aria-label": "Story" },
    play, press("Back", () => step(-1)), press("Next", () => step(1)), el("div", { class: "pos" }, range, ticks),
    el("span", { class: "seg", role: "group", "aria-label": "Speed" }, ...speeds),
    el("p", { class: "clock" }, clock, pace));
  const list = all(".beats li", figure).map((li, i) => {
    const b = press("", () => { seek(still ? beats[i].done : beats[i].start); if (!still) go(); }, "");
    b.append(el("span", { class: "n" }, i + 1), el("span", { class: "tx" }, li.textContent.trim()));
    li.replaceChildren(b);
    return b;
  });

  const unit = ms[m.unit], steps = Math.max(...m.events.map((e) => Math.floor(e.at)));
  const clocks = (now, skips) => {
    clock.textContent = unit ? ((m.start ?? 0) + now).toLocaleString("en", { minimumFractionDigits: 1,
      maximumFractionDigits: 1 }) + " " + m.unit : `${m.unit} ${Math.min(steps, Math.floor(now))} of ${steps}`;
    const by = (beats[beat].pace || m.pace) / unit;
    const count = (v) => v.toLocaleString("en", { maximumSignificantDigits: 2 });
    pace.textContent = !unit ? "" : skips ? "skipping" : by > 1.2 ? `slowed ${count(by)} ×`
      : by < 0.8 ? `sped up ${count(1 / by)} ×` : "";
  };
  function show(often) {
    const { now, skips } = at(p), i = Math.max(0, beats.findLastIndex((b) => b.start <= p));
    if (i !== beat) {
      beat = i;
      say.textContent = beats[i].say;
      list.forEach((b, k) => (k === i ? b.setAttribute("aria-current", "step") : b.removeAttribute("aria-current")));
      often = false;
    }
    if (now !== shown) for (const [svg, draw] of views) if (svg.getClientRects().length) draw(now);
    shown = now;
    if (often && performance.now() - told < 125) return;
    told = performance.now();
    range.value = p;
    put(range, "aria-valuetext", `Beat ${i + 1} of ${beats.length}: ${beats[i].say}`);
    clocks(now, skips);
  }
  function frame(t) {
    if (!playing) return;
    if (!figure.isConnected) return stop();
    p = Math.min(end, p + Math.min(100, t - before) * speed);
    before = t;
    show(true);
    if (p >= end) return stop();
    playing = requestAnimationFrame(frame);
  }
  const name = () => { play.textContent = playing ? "Pause" : still ? "Play with motion" : "Play"; };
  function go() {
    if (playing) return;
    if (p >= end) p = 0;
    before = performance.now();
    playing = requestAnimationFrame(frame);
    name();
  }
  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    if (figure.isConnected) show();
    name();
  }
  function seek(to) {
    p = Math.max(0, Math.min(end, to));
    show();
  }
  function step(by) {
    const now = playing;
    stop();
    if (by > 0 && p < beats[beat].done) return seek(beats[beat].done);
    const next = beats[beat + by];
    seek(next ? next.done : by < 0 ? 0 : end);
    if (now && by < 0 && next) seek(next.start), go();
  }
  range.oninput = () => { const to = +range.value; stop(); seek(to); };
  figure.addEventListener("keydown", (e) => {
    if (e.target === range || e.altKey || e.ctrlKey || e.metaKey || e.target.closest("details")) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (by) step(by);
    else if (e.key === " " && !e.target.closest("button, a")) playing ? stop() : go();
    else return;
    e.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && playing) stop(); });
  const box = views[0][0].closest(".wide-only")?.parentNode ?? figure;
  new IntersectionObserver((seen) => { if (!seen.at(-1).isIntersecting && playing) stop(); }).observe(controls);
  new ResizeObserver(() => { if (figure.isConnected) { shown = undefined; show(); } }).observe(box);

  say.setAttribute("aria-live", "polite");
  figure.classList.add("playing");
  button.replaceWith(controls);
  name();
  show();
  play.focus({ preventScroll: true });
  if (!still) go();
}
