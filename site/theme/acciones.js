/** What a person takes along from a page: on paper, on a slip, to a phone, or read aloud. Loaded at the first tap. */
(function (d, w) {
  var panel = d.getElementById("taken"), voice = w.speechSynthesis;

  function element(name, text, attributes) {
    var made = d.createElement(name), key;
    made.textContent = text;
    for (key in attributes || {}) made.setAttribute(key, attributes[key]);
    return made;
  }

  function show(parts) {
    panel.innerHTML = "";
    parts.forEach(function (part) { panel.appendChild(part); });
  }

  function address() { return location.origin + location.pathname; }

  // A slip printer's paper is 80 mm wide, 72 of them printable.
  function slip() {
    // Rules in the page's own sheet: the content security policy knows no style that a script makes.
    var sheet = d.styleSheets[0], rules = ["@page{size:80mm 297mm;margin:4mm}",
      "@media print{html{font-size:11pt}body{width:72mm}h1{font-size:14pt}h2{font-size:12pt;margin:12px 0 4px}" +
        ".columns,.facts{display:block}.sources{margin-top:16px}}"];
    rules.forEach(function (rule) { sheet.insertRule(rule, sheet.cssRules.length); });
    w.print();
    setTimeout(function () { rules.forEach(function () { sheet.deleteRule(sheet.cssRules.length - 1); }); }, 1000);
  }

  function send() {
    var text = d.querySelector("h1").textContent + ": " + address(), coded = encodeURIComponent(text), parts = [
      element("a", _("Por WhatsApp"), { href: "https://wa.me/?text=" + coded, "class": "more" }),
      element("a", _("Por mensaje de texto"), { href: "sms:?body=" + coded, "class": "more" })
    ];
    if (navigator.share) {
      var other = element("button", _("Por otro medio"), { type: "button" });
      other.onclick = function () { navigator.share({ title: d.title, url: address() }).catch(function () {}); };
      parts.push(other);
    }
    show(parts);
  }

  function code() {
    var module = d.createElement("script");
    if (!("noModule" in module)) { show([element("p", _("Este navegador no puede dibujar el código."))]); return; }
    module.type = "module";
    module.src = "@/qr.js";
    show([element("p", _("Apunte la cámara de su teléfono:")), element("div", "", { id: "qr", "data-text": address() })]);
    d.body.appendChild(module);
    if (w.drawQr) w.drawQr();
  }

  // Piece by piece: some voices stop in the middle of a long text.
  function listen() {
    if (!voice) { show([element("p", _("Este equipo no tiene voz para leer."))]); return; }
    if (voice.speaking) { voice.cancel(); show([]); return; }
    [].forEach.call(d.querySelectorAll("main h1,main h2,main p:not(.back),main li,main dt,main dd,.figure"), function (part) {
      if (!part.offsetParent || part.querySelector("p,li") || panel.contains(part)) return;
      var said = new SpeechSynthesisUtterance(part.textContent.replace(/S\/\s*(\d+)\.(\d\d)/g, _("$1 soles con $2 céntimos")));
      said.lang = "es-PE";
      said.rate = 0.9;
      voice.speak(said);
    });
    show([element("p", _("Leyendo. Toque otra vez «Escuchar» para parar."))]);
  }

  w.take = function (what) {
    ({ print: function () { w.print(); }, slip: slip, send: send, code: code, listen: listen })[what]();
  };
})(document, window);
