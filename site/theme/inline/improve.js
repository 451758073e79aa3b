// On every page. Loads the pack when the link is at rest, and the public kiosk's manners where it is one.
(function(d,w,n){
var s=n.serviceWorker;
if(s)s.onmessage=function(e){var t=d.getElementById("state");if(t)t.textContent=e.data.said};
if(s)w.addEventListener("load",function(){setTimeout(function(){
s.register("@/sw.js").then(function(){return s.ready}).then(function(r){
var m=/\/cerca\/(\d\d)\d\d\//.exec(location+d.querySelector("main").innerHTML);
if(!(n.connection&&n.connection.saveData))r.active.postMessage({wanted:"pack",region:m?m[1]:""});
}).catch(function(){});
},2e3)});
var t=d.getElementById("tools"),a;
function act(e){var what=e.target.getAttribute("data-do");if(!what)return;if(w.take)return w.take(what);if(a)return;a=d.createElement("script");a.src="@/acciones.js";a.onload=function(){w.take(what)};a.onerror=function(){a=0};d.body.appendChild(a)}
if(t&&d.addEventListener){t.hidden=false;t.onclick=act}
try{if(localStorage.kiosco)d.body.appendChild(d.createElement("script")).src="@/kiosco.js"}catch(e){}
})(document,window,navigator);
