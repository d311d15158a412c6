// Forms that a passkey answers: the lab asks, the device answers, and the form is sent with the answer.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/* What the lab asks, as the browser wants it (WebAuthn 5.1.9 and 5.1.10). */
function question(options) {
  const key = (k) => ({ ...k, id: bytes(k.id) });
  const out = { ...options, challenge: bytes(options.challenge) };
  if (options.user) out.user = key(options.user);
  if (options.excludeCredentials) out.excludeCredentials = options.excludeCredentials.map(key);
  return out;
}

/* What the device answers, as the lab wants it (WebAuthn 5.1.8). */
function answer(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  if (made.response.getTransports) response.transports = made.response.getTransports();
  const { id, type, authenticatorAttachment } = made;
  return JSON.stringify({ id, rawId: text(made.rawId), type, authenticatorAttachment, response });
}

const reasons = {
  NotAllowedError: "No passkey was given, or the time for it was over. Try it again.",
  InvalidStateError: "This device keeps a passkey of yours for the lab already.",
  SecurityError: "This browser uses no passkeys at this address.",
  NotSupportedError: "This device cannot keep a passkey that asks who you are.",
  ConstraintError: "This device cannot keep a passkey that asks who you are.",
};

async function ask(form) {
  const reply = await fetch(form.dataset.ask, { method: "POST", headers: { Accept: "application/json" } });
  if (reply.status === 401 && form.dataset.again) return location.assign(form.dataset.again);
  const options = await reply.json();
  if (!reply.ok) throw new Error(options.detail);
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey: question(options) });
  form.elements.answer.value = answer(made);
  form.submit();
}

export function passkeys(form) {
  const button = form.querySelector("button"), say = form.querySelector("[role=status]");
  if (!window.PublicKeyCredential) {
    say.textContent = "This browser has no passkeys here.";
    return;
  }
  if (location.origin !== form.dataset.site) {
    say.textContent = "Passkeys work at " + form.dataset.site + " alone. Open the lab there to use one.";
    return;
  }
  say.textContent = "";
  button.hidden = false;
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    button.disabled = true;
    say.textContent = "Your device asks you now.";
    try {
      await ask(form);
    } catch (error) {
      say.textContent = reasons[error.name] ?? "That did not work: " + error.message;
    }
    button.disabled = false;
  });
}
