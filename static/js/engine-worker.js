/* Runs the engine beside the page, so that a long run never stops it. */
importScripts("{{vendor/wasm-exec.js}}");

async function start(file) {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(file), go.importObject);
  await new Promise((ready, fail) => {
    globalThis.labReady = ready;
    go.run(instance).then(() => fail(new Error("the engine ended")), fail);
  });
}

let started;
onmessage = async ({ data }) => {
  try {
    await (started ??= start(data.file));
    if (data.file) postMessage({ ready: true });
    else postMessage({ id: data.id, ...globalThis.labAnswer(data.address, data.parts, data.moving, data.page) });
  } catch (e) {
    postMessage({ failed: String(e) });
  }
};
