// Opens a chart of a figure for hovering and zooming. The library is loaded on the first use only.

let library;
const load = () => library ??= new Promise((resolve, reject) => {
  const s = document.createElement("script");
  s.src = "{{vendor/echarts.common.min.js}}";
  s.onload = () => resolve(window.echarts);
  s.onerror = reject;
  document.head.append(s);
});


export async function open(button) {
  button.disabled = true;
  const [echarts, options] = await Promise.all([load(), fetch(button.dataset.explore).then((r) => r.json())]);
  const box = document.createElement("div");
  box.className = "explorer";
  button.after(box);
  button.remove();
  const probe = document.createElement("i");
  document.body.append(probe);
  const hue = (c) => { probe.className = "f-" + c; return getComputedStyle(probe).fill; };
  const ink = hue("ink"), quiet = hue("grey");
  options.color = ["ink", "blue", "orange", "green", "purple", "sky"].map(hue);
  options.textStyle = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily };
  for (const axis of [...[options.xAxis].flat(), ...[options.yAxis].flat()]) {
    axis.axisLine = { lineStyle: { color: quiet } };
    axis.splitLine = { lineStyle: { color: quiet, opacity: 0.2 } };
    axis.nameLocation = "middle";
    axis.nameGap = 32;
  }
  options.legend = { show: true, textStyle: { color: ink }, top: 6 };
  options.toolbox = { feature: { saveAsImage: { title: "Save as picture" }, dataZoom: {} }, right: 12 };
  options.grid = { left: 64, right: 28, top: 48, bottom: 56 };
  probe.remove();
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(options);
  new ResizeObserver(() => chart.resize()).observe(box);
}
