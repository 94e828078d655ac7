/* Enhancement only: every page works without this file. No library, no inline code, nothing sent anywhere.

   Drafts are kept in sessionStorage: they live in this tab and are gone when it is closed, so that the next
   person at a shared computer finds nothing. The key holds the form and a signature of the account; signing
   out and sending the form clear them. A lapsed sign-in is handled by the server (kept words), not here. */
(function () {
  "use strict";
  var PREFIX = "punos-draft:";
  var HOURS_KEPT = 12;

  function store() {
    try { return window.sessionStorage; } catch (refused) { return null; }
  }

  function forgetDrafts(match) {
    var kept = store();
    if (!kept) return;
    Object.keys(kept).forEach(function (key) {
      if (key.indexOf(PREFIX + (match || "")) === 0) kept.removeItem(key);
    });
  }

  function longTexts(form) {
    return Array.prototype.slice.call(form.querySelectorAll("textarea[name]"));
  }

  function draftOf(form) {
    var kept = store();
    var raw = kept && kept.getItem(PREFIX + form.dataset.draft);
    if (!raw) return null;
    try {
      var draft = JSON.parse(raw);
      return Date.now() - draft.at < HOURS_KEPT * 3600000 ? draft : null;
    } catch (broken) { return null; }
  }

  function keepDraft(form) {
    var kept = store();
    if (!kept) return;
    var words = {};
    longTexts(form).forEach(function (area) { if (area.value.trim()) words[area.name] = area.value; });
    var key = PREFIX + form.dataset.draft;
    try {
      if (Object.keys(words).length) kept.setItem(key, JSON.stringify({ at: Date.now(), words: words }));
      else kept.removeItem(key);
    } catch (full) { /* no room: the text is still on the page */ }
  }

  function tellOfDraft(form, area) {
    var note = document.createElement("p");
    var clear = document.createElement("button");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.draftNote + " ";
    clear.type = "button";
    clear.className = "button button--quiet button--small";
    clear.textContent = form.dataset.draftClear;
    clear.addEventListener("click", function () {
      area.value = "";
      note.remove();
      keepDraft(form);
      area.focus();
    });
    note.append(clear);
    area.after(note);
  }

  function setUpDraft(form) {
    var draft = draftOf(form);
    longTexts(form).forEach(function (area) {
      if (draft && draft.words[area.name] && !area.value.trim()) {
        area.value = draft.words[area.name];
        area.dispatchEvent(new Event("input", { bubbles: true }));
        tellOfDraft(form, area);
      }
    });
    var waiting;
    form.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { keepDraft(form); }, 400);
    });
    form.addEventListener("submit", function () { clearTimeout(waiting); keepDraft(form); markSent(form); });
  }

  /* The draft is dropped once the next page shows that the form was taken: it is not there again with errors. */
  function markSent(form) {
    var kept = store();
    if (kept) kept.setItem("punos-sent", form.dataset.draft);
  }

  function dropSentDraft() {
    var kept = store();
    var sent = kept && kept.getItem("punos-sent");
    if (!sent || location.pathname.indexOf("/sign-in/") === 0) return; // lapsed: not taken yet
    kept.removeItem("punos-sent");
    var refused = document.getElementById("error-summary") || document.querySelector(".door-problem");
    if (!refused) forgetDrafts(sent);
  }

  function setUpCounter(hint) {
    var area = document.getElementById(hint.id.replace(/-count$/, ""));
    var limit = Number(hint.dataset.counter);
    if (!area) return;
    function count() {
      var left = limit - Array.from(area.value.trim()).length;
      if (left > limit / 5 && left >= 0) return;
      hint.textContent = (left < 0 ? hint.dataset.over : hint.dataset.left).replace("#", Math.abs(left).toLocaleString(document.documentElement.lang));
      hint.classList.toggle("counter--over", left < 0);
    }
    area.addEventListener("input", count);
    count();
  }

  function setUpUnsaved(form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) {
      var typed = longTexts(form).some(function (area) { return area.value !== area.defaultValue; });
      if (changed && typed) event.preventDefault();
    });
  }

  function setUpOnce(form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      var button = event.submitter;
      if (button) button.setAttribute("aria-busy", "true");
      setTimeout(release, 8000);
    });
    function release() {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
    }
    window.addEventListener("pageshow", release);
  }

  /* A page fetched anew by going back is drawn with new tokens, so that sending it again would be a second form.
     What it was sent with stays with that step of the history: the same words sent again are then the same form. */
  function setUpDrawn(form) {
    var place = "form" + Array.prototype.indexOf.call(document.forms, form);
    var inputs = Array.prototype.slice.call(form.querySelectorAll("[data-drawn]"));
    var step = performance.getEntriesByType("navigation")[0];
    var sent = step && step.type === "back_forward" && history.state && history.state[place];
    inputs.forEach(function (input) { if (sent && sent[input.name]) input.value = sent[input.name]; });
    form.addEventListener("submit", function () {
      var state = Object.assign({}, history.state), now = {};
      inputs.forEach(function (input) { now[input.name] = input.value; });
      state[place] = now;
      history.replaceState(state, "");
    });
  }

  function setUpDialog(opener) {
    var dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    opener.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.showModal();
    });
  }

  function setUpCopy(text) {
    if (!navigator.clipboard) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button button--second button--small";
    button.textContent = text.dataset.copy;
    button.setAttribute("aria-label", text.dataset.copy + " – " + text.labels[0].textContent.trim());
    var said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(text.value).then(function () { said.textContent = " " + text.dataset.copied; });
    });
    text.after(button, said);
  }

  // Says how to print until there is a script; then it is a button.
  function setUpPrint(text) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button button--main";
    button.textContent = text.dataset.print;
    button.addEventListener("click", function () { window.print(); });
    text.replaceWith(button);
  }

  // A field that only some answers make necessary is shown when one of them is given; one with an error stays.
  function setUpWhen(box) {
    var form = box.closest("form"), wanted = box.dataset.is.split(" ");
    if (!form) return;
    box.querySelector("[data-when-said]").remove();
    function update() {
      var given = new FormData(form).getAll(box.dataset.when).filter(Boolean);
      var asked = wanted[0] === "*" ? given.length : given.some(function (value) { return wanted.indexOf(value) >= 0; });
      box.hidden = !asked && !box.querySelector("[aria-invalid]");
    }
    form.addEventListener("change", update);
    update();
  }

  function setUpSlash(field) {
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.focus();
      field.select();
    });
  }

  // How many things wait: asked for after the page is there, at most once a minute in this tab.
  function setUpCount(link) {
    var address = link.dataset.count, kept = null;
    try { kept = JSON.parse(sessionStorage.getItem("count:" + address)); } catch (error) { kept = null; }
    function show(number) {
      if (!number) return;
      var mark = document.createElement("span"), heard = document.createElement("span");
      mark.className = "count";
      mark.textContent = String(number);
      heard.className = "hidden-text";
      heard.textContent = " " + link.dataset.countLabel;
      mark.appendChild(heard);
      link.appendChild(document.createTextNode(" "));
      link.appendChild(mark);
    }
    if (kept && Date.now() - kept.at < 60000 && link.getAttribute("aria-current") !== "page") { show(kept.count); return; }
    fetch(address, {headers: {Accept: "application/json"}, credentials: "same-origin"}).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.json() : null;
    }).then(function (found) {
      if (!found) return;
      try { sessionStorage.setItem("count:" + address, JSON.stringify({at: Date.now(), count: found.count})); }
      catch (error) { /* a tab that keeps nothing still shows the number */ }
      show(found.count);
    }).catch(function () { /* without the number the link works as before */ });
  }

  /* A part that is fetched takes the place of what was pressed in it: the keys go on from the same link in what came,
     else from its beginning, never from the top of the page. */
  var pressedIn = null;
  function rememberPressed(event) {
    var target = event.detail.target, here = document.activeElement;
    pressedIn = target && target.id && target.contains(here) ? {id: target.id, href: here.getAttribute("href")} : null;
  }
  function goOnFromThere() {
    var box = pressedIn && document.getElementById(pressedIn.id);
    if (box && !box.contains(document.activeElement)) {
      var same = Array.prototype.filter.call(box.querySelectorAll("a[href]"), function (link) {
        return link.getAttribute("href") === pressedIn.href;
      })[0];
      if (!same) box.tabIndex = -1;
      (same || box).focus({preventScroll: !same});
    }
    pressedIn = null;
  }

  function each(root, selector, setUp) {
    Array.prototype.forEach.call(root.querySelectorAll(selector), function (node) {
      var mark = "set" + setUp.name;
      if (node.dataset[mark]) return;
      node.dataset[mark] = "yes";
      setUp(node);
    });
  }

  function setUpAll(root) {
    each(root, "form[data-draft]", setUpDraft);
    each(root, "[data-counter]", setUpCounter);
    each(root, "form[data-unsaved]", setUpUnsaved);
    each(root, "form[data-once]", setUpOnce);
    each(root, "form[data-unsaved]", setUpDrawn);
    each(root, "[data-dialog]", setUpDialog);
    each(root, "[data-copy]", setUpCopy);
    each(root, "[data-print]", setUpPrint);
    each(root, "[data-when]", setUpWhen);
    each(root, "[data-slash]", setUpSlash);
    each(root, "[data-count]", setUpCount);
    each(root, "form[data-sign-out]", function signOut(form) {
      form.addEventListener("submit", function () { forgetDrafts(); });
    });
  }

  // A part of the page could not be fetched, since the sign-in has run out: say so beside it, and touch nothing else.
  function tellOfLapse(event) {
    var answer = event.detail.xhr, asker = event.detail.elt;
    if (!answer || answer.status !== 401) return;
    var note = document.getElementById("sign-in-again");
    if (!note) {
      note = document.createElement("div");
      note.id = "sign-in-again";
      note.className = "notice notice--warning";
      note.setAttribute("role", "alert");
      asker.after(note);
    }
    note.innerHTML = answer.responseText;
  }

  dropSentDraft();
  setUpAll(document);
  var summary = document.getElementById("error-summary");
  if (summary) summary.focus();
  document.addEventListener("htmx:responseError", tellOfLapse);
  document.addEventListener("htmx:beforeSwap", rememberPressed);
  document.addEventListener("htmx:afterSettle", goOnFromThere);
  document.addEventListener("htmx:load", function (event) { setUpAll(event.detail.elt); });
  document.addEventListener("click", function (event) {
    if (event.target.closest(".account")) return;
    Array.prototype.forEach.call(document.querySelectorAll(".account[open]"), function (menu) { menu.open = false; });
  });
})();
