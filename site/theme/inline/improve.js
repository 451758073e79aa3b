// On every page. Loads the pack when the link is at rest, and the public kiosk's manners where it is one.
(function(d,w,n){
var s=n.serviceWorker;
if(s)s.onmessage=function(e){var t=d.getElementById("state");if(t)t.textContent=e.data.said};
if(s)w.addEventListener("load",function(){setTimeout(function(){
s.register("/sw.js").then(function(){return s.ready}).then(function(r){
var m=/\/cerca\/(\d\d)\d\d\//.exec(location+d.querySelector("main").innerHTML);
if(!(n.connection&&n.connection.saveData))r.active.postMessage({wanted:"pack",region:m?m[1]:""});
}).catch(function(){});
},2e3)});
try{if(localStorage.kiosco)d.body.appendChild(d.createElement("script")).src="/kiosco.js"}catch(e){}
})(document,window,navigator);
