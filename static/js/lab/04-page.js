/* The section being read is marked in the outline. One of a lesson is also kept. */
function reading() {
  if (!$(".outline")) return;
  const lesson = $("[data-lesson]");
  const links = new Map($$(".outline ol a").map((a) => [a.hash.slice(1), a]));
  const told = new Set();
  const tell = (section) => fetch("/lessons/" + lesson.dataset.lesson + "/read", {
    method: "POST", body: new URLSearchParams({ section }), keepalive: true,
  }).catch(() => {});
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      const { id } = e.target;
      links.forEach((a) => a.removeAttribute("aria-current"));
      links.get(id)?.setAttribute("aria-current", "true");
      if (!lesson || !e.target.dataset.section || told.has(id)) continue;
      told.add(id);
      setTimeout(() => tell(id), 1500);
    }
  }, { rootMargin: "-15% 0px -70% 0px" });
  for (const id of links.keys()) seen.observe(document.getElementById(id));
}

addEventListener("keydown", (e) => {
  const typing = e.composedPath()[0].closest("input, textarea, select, [contenteditable]");
  if (e.key === "/" && !e.metaKey && !e.ctrlKey && !typing) {
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
  const story = e.target.closest("[data-motion]");
  if (story) (await import("{{motion.js}}")).open(story);
});

const poll = $("[data-poll]");
if (poll) setTimeout(() => location.reload(), +poll.dataset.poll);

/* An LMS waits for the answer of a window that it opened. */
$("form[data-send]")?.requestSubmit();
const over = $("[data-close]");
if (over) (window.opener ?? window.parent).postMessage({ subject: over.dataset.close }, "*");

const answers = $("form[data-draft]");
if (answers) import("{{answers.js}}").then((m) => m.drafts(answers));

const keys = $("form[data-passkey]");
if (keys) import("{{passkeys.js}}").then((m) => m.passkeys(keys));

const room = $("[data-room]");
if (room) import("{{live.js}}").then((m) => m.follow(room, swap));

settle(document);
liveForms();
reading();
