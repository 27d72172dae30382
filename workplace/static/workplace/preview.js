/* A preview belongs to the form as it was sent: when the form changes, the preview and its button disappear. */

const rehearsal = document.getElementById("rehearsal");
const confirmation = document.getElementById("confirmation");

function said(form) {
  const own = ["csrfmiddlewaretoken", "rehearsed_version", "command_key"];
  const fields = [...new FormData(form)].filter(([name]) => !own.includes(name));
  return JSON.stringify(fields.sort());
}

function compare() {
  const isOld = said(rehearsal) !== said(confirmation);
  document.getElementById("preview").hidden = isOld;
  document.getElementById("preview-is-old").hidden = !isOld;
}

if (confirmation) {
  rehearsal.addEventListener("input", compare);
  window.addEventListener("pageshow", compare);
}
