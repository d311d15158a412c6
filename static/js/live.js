/* Follows a live round. The lab tells by an event when the page has to change and how many have guessed. Where it gives
   no stream, the page asks every few seconds. */
const words = { open: "A question is open.", shown: "The answer is shown.", dropped: "The question was closed." };

export function follow(room, swap) {
  const { room: url, show: path, seen } = room.dataset;
  const told = document.querySelector("[data-told]"), lost = document.querySelector("[data-lost]");
  let page = room.dataset.page, missed, pause = 1000;

  const count = (name, n) => {
    if (n === undefined) return;
    for (const e of room.querySelectorAll(`[data-${name}]`)) e.textContent = n.toLocaleString("en");
  };
  const show = async (state) => {
    if (state.page !== page) {
      const before = page;
      page = state.page;
      try {
        await swap(room, path);
        told.textContent = words[state.state] ?? "";
        pause = 1000;
      } catch {
        page = before;
        pause = Math.min(2 * pause, 60000);
        setTimeout(() => show(state), pause);
        return;
      }
    }
    count("guesses", state.guesses);
    count("learners", state.learners);
  };
  const reach = (answers) => {
    clearTimeout(missed);
    if (answers) lost.hidden = true;
    else missed = setTimeout(() => { lost.hidden = false; }, 8000);
  };
  const ask = async () => {
    let more = true;
    try {
      const reply = await fetch(url, { headers: { Accept: "application/json" } });
      const json = (reply.headers.get("Content-Type") ?? "").includes("json");
      if (reply.ok && json) await show(await reply.json());
      more = reply.status >= 500 || reply.ok && json;
      lost.hidden = reply.ok && json;
    } catch {
      lost.hidden = false;
    }
    if (more) setTimeout(ask, 3000 + 2000 * Math.random());
  };

  const source = new EventSource(url + (url.includes("?") ? "&" : "?") + new URLSearchParams({ seen }));
  source.addEventListener("open", () => reach(true));
  source.addEventListener("live", (e) => show(JSON.parse(e.data)));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) ask();
    else reach(false);
  });
}
