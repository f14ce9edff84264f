"use strict";

// The token came with the link and is a cookie by now: no history, bookmark or screenshot need hold it.
window.history.replaceState(null, "", "/");

window.addEventListener("DOMContentLoaded", () => {
  document.querySelector("#again").addEventListener("click", () => window.location.reload());
});

// Typing goes to the explorer from the first key on.
window.addEventListener("load", () => {
  const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
  window.setTimeout(focus);
  window.addEventListener("focus", focus);
});
