// On the page about this device: what it holds, load it now, bring it from a file, and whether it is a public kiosk.
(function(d,n){
var box=d.getElementById("device"),said=d.getElementById("held"),s=n.serviceWorker,k=d.getElementById("kiosk");
function say(t){said.textContent=t}
function ask(m){s.ready.then(function(r){r.active.postMessage(m)})}
if(!s){say(_("Este navegador no puede guardar el portal. Use uno más nuevo, o lleve el archivo en una memoria."));return}
box.hidden=false;
s.register("@/sw.js").catch(function(){});
s.addEventListener("message",function(e){
var m=e.data;
if(m.failed)say(/foreign|hash|JSON/.test(m.failed)?_("Ese archivo está dañado o no es del portal. No se cambió nada. Copie el archivo otra vez."):_("No se pudo cargar ahora. Lo que ya estaba guardado sigue igual. Pruebe otra vez con mejor conexión."));
else say(m.version?_("El portal está guardado en este equipo. %(content)s",m.said):m.partly?_("El portal está guardado en parte."):_("El portal aún no está guardado en este equipo."));
});
s.startMessages&&s.startMessages();
ask({wanted:"state"});
d.getElementById("load").onclick=function(){say(_("Guardando…"));ask({wanted:"pack",region:""})};
d.getElementById("file").onchange=function(){
var r=new FileReader();
if(!this.files[0])return;
say(_("Leyendo el archivo…"));
r.onload=function(){ask({wanted:"import",file:r.result})};
r.readAsText(this.files[0]);
};
try{
k.checked=!!localStorage.kiosco;
k.onchange=function(){if(k.checked)localStorage.kiosco="1";else localStorage.removeItem("kiosco");location.reload()};
}catch(e){k.disabled=true}
})(document,navigator);
