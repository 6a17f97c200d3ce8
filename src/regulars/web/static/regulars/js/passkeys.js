// Passkeys. A form with data-passkey="makes" or "asks" hands what the browser answers on as JSON, in its field `credential`.
// What to ask the browser for stands beside it (#passkey-options); the login page, where nobody is known yet, fetches it.
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const asked = ({ publicKey: key }) => {
  const opened = { ...key, challenge: bytes(key.challenge) };
  if (key.user) opened.user = { ...key.user, id: bytes(key.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (key[list]) opened[list] = key[list].map((known) => ({ ...known, id: bytes(known.id) }));
  }
  return opened;
};

const answered = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
};

const options = async (form) => {
  const beside = form.querySelector("#passkey-options");
  if (beside) return JSON.parse(beside.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (answer.status === 429) throw new Error("Too many tries. Wait a minute, then try again.");
  if (!answer.ok) throw new Error("The server did not answer. Try again in a moment.");
  return (await answer.json()).request_options;
};

const make = (form, wanted) => {
  const alone = form.elements.passwordless?.checked ?? false;
  const choice = { ...wanted.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) choice.userVerification = "required";
  return navigator.credentials.create({ publicKey: { ...wanted, authenticatorSelection: choice } });
};

// The browser's own words are for programmers; most often somebody simply changed their mind.
const said = (error) => {
  if (error.name === "InvalidStateError") return "This device has a passkey for this account already.";
  if (error.name === "SecurityError") return "Passkeys need https, or the address localhost.";
  if (error instanceof DOMException) return "Nothing was chosen. Try again when you are ready.";
  return error.message;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-passkey-begins]");
  if (!button) return;
  const form = button.form;
  const told = form.querySelector("[data-passkey-told]");
  if (!form.reportValidity()) return;
  told.textContent = "";
  button.disabled = true;
  try {
    const wanted = asked(await options(form));
    const credential = form.dataset.passkey === "makes" ? await make(form, wanted) : await navigator.credentials.get({ publicKey: wanted });
    form.elements.credential.value = JSON.stringify(answered(credential));
    form.submit();
  } catch (error) {
    told.textContent = said(error);
    button.disabled = false;
  }
});

if (!window.PublicKeyCredential) {
  document.querySelectorAll("[data-needs-passkeys]:not([data-always])").forEach((part) => (part.hidden = true));
}
