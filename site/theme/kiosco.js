/**
 * On a public kiosk: after a minute without a touch a warning, after 15 seconds more a clean home page.
 * Nothing of a person stays: no history to go back to, no visited links in another colour, nothing typed.
 */
(function (d, w) {
  var REST = 60, WARNING = 15;
  var left = REST + WARNING, touched = false, box, count;

  function clean() {
    var forms = d.forms, i;
    for (i = 0; i < forms.length; i++) forms[i].reset();
    try { sessionStorage.clear(); } catch (e) {}
    if (w.speechSynthesis) w.speechSynthesis.cancel();
    location.replace("@/");
  }

  function alive() {
    left = REST + WARNING;
    touched = true;
    if (box) { box.parentNode.removeChild(box); box = null; }
  }

  function warn() {
    var button = d.createElement("button"), text = d.createElement("p");
    box = d.createElement("div");
    box.className = "idle";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-label", _("¿Sigue ahí?"));
    count = d.createElement("b");
    text.appendChild(d.createTextNode(_("¿Sigue ahí? Esta pantalla se limpia en ")));
    text.appendChild(count);
    text.appendChild(d.createTextNode(_(" segundos.")));
    button.type = "button";
    button.textContent = _("Sí, sigo aquí");
    button.onclick = alive;
    box.appendChild(text);
    box.appendChild(button);
    d.body.appendChild(box);
    button.focus();
  }

  function leave(address) { location.replace(address); }

  // Each page takes the place of the one before, so that Back leads nowhere.
  d.addEventListener("click", function (e) {
    var link = e.target;
    while (link && link.nodeName !== "A") link = link.parentNode;
    if (!link || !link.href || link.origin !== location.origin || link.hasAttribute("download")) return;
    if (link.pathname === location.pathname && link.hash) return;
    e.preventDefault();
    leave(link.href);
  });
  d.addEventListener("submit", function (e) {
    if (e.defaultPrevented || e.target.method !== "get" || !e.target.elements.q) return;
    e.preventDefault();
    leave(e.target.action + "?q=" + encodeURIComponent(e.target.elements.q.value));
  });
  // What was typed does not stay in the address.
  if (location.search && history.replaceState) history.replaceState(null, "", location.pathname + location.hash);
  // A site of somebody else has no clock that brings the next person back: its address is read, not followed.
  [].forEach.call(d.querySelectorAll("a[href^=http]"), function (link) {
    if (link.origin === location.origin) return;
    link.removeAttribute("href");
    link.setAttribute("title", _("En este equipo no se sale del portal. Pida al asesor que abra esa página."));
  });
  d.styleSheets[0].insertRule("a:visited,.row:visited{color:#0b4a8f}", d.styleSheets[0].cssRules.length);

  ["pointerdown", "keydown", "touchstart", "mousedown", "scroll"].forEach(function (name) {
    d.addEventListener(name, function (e) { if (!box || (e.type !== "scroll" && box.contains(e.target))) alive(); }, true);
  });
  w.addEventListener("pageshow", function (e) { if (e.persisted) clean(); });
  setInterval(function () {
    if (location.pathname === "@/" && !touched) return;
    left -= 1;
    if (left <= 0) clean();
    else if (left <= WARNING) { if (!box) warn(); count.textContent = left; }
  }, 1000);
})(document, window);
