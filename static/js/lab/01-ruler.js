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

