// Asks the engine in the browser for the results of a run. Whatever goes wrong or takes too long, the server is asked.

const patience = 1500; // ms that an answer may take; a long run is the server's
const engines = new Map(); // file -> its worker
let slow = 0; // how often an engine was given up

class Engine {
  constructor({ engine, worker }) {
    this.file = engine;
    this.waiting = new Map(); // number of the question -> who waits
    this.asked = 0;
    this.worker = new Worker(worker);
    this.worker.onmessage = ({ data }) => {
      if (data.failed) return this.end();
      if (data.ready) this.ready = true;
      else this.waiting.get(data.id)?.(data);
    };
    this.worker.onerror = () => this.end();
    this.worker.postMessage({ file: engine });
  }

  ask(question) {
    return new Promise((tell) => {
      const id = ++this.asked;
      const done = (answer) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        tell(answer?.status ? answer : null);
      };
      const timer = setTimeout(() => { slow++; this.end(); }, patience);
      this.waiting.set(id, done);
      this.worker.postMessage({ id, ...question });
    });
  }

  end() {
    this.worker.terminate();
    engines.delete(this.file);
    if (!this.ready) slow = 2; // it does not start here
    for (const done of [...this.waiting.values()]) done(null);
  }
}

// A reader who pays for each byte keeps to the server.
const metered = () => {
  const line = navigator.connection;
  return line?.saveData || line?.type === "cellular" || /2g/.test(line?.effectiveType ?? "");
};

function page({ guess, code, codeTitle, codeSummary }) {
  return {
    guess: guess === undefined ? null : +guess,
    code: code === undefined ? null : { slug: code, title: codeTitle, summary: codeSummary },
  };
}

// Gives what the server would answer, or null where it must be asked. The first call begins to load the engine.
export async function ask(target, url, parts) {
  const about = target.dataset;
  let engine = engines.get(about.engine);
  if (!engine) {
    if (slow > 1 || metered() || !isSecureContext || !window.WebAssembly?.instantiateStreaming) return null;
    engines.set(about.engine, engine = new Engine(about));
  }
  if (!engine.ready) return null;
  const { pathname, search } = new URL(url, location.href);
  return engine.ask({ address: pathname + search, parts: (parts ?? []).join(" "), moving: !!parts, page: page(about) });
}
