/* What a page has to say first gets the focus. The browser itself looks for it while Alpine still hides the page. */

document.addEventListener("alpine:initialized", () => setTimeout(() => document.querySelector("[autofocus]")?.focus()));
