import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{c as a,s as o,t as s}from"./confirm-IB8lCWUe.js";import{n as c,r as l,t as u}from"./loader-C4d4vyFw.js";import{t as d}from"./card-styles-C7Tikgp2.js";import{r as f,t as p}from"./choices-DaBj8brn.js";import{a as m,i as h,l as g,r as ee}from"./panel-CeOJqNMv.js";import{t as _}from"./page-ClRysnyX.js";import"./form-BWYdJ_W7.js";import{t as v}from"./milesight-Cy3lMEhz.js";var y=t` .foot{position: sticky;inset-block-end: -8px;display: flex;gap: 8px;padding-block: 8px;background: var(--primary-background-color,#fafafa);z-index: 1;} .foot button{display: flex;align-items: center;justify-content: center;gap: 8px;flex: 1;min-height: 56px;border-radius: 28px;font-size: var(--ha-font-size-l,16px);} .foot button.main{flex: 2;} .eui{font-family: var(--ha-font-family-code,monospace);} `;function b(e){return`devEui`in e}function x({devEui:e,joinEui:t,vendorId:n,vendorProfileId:r}){return t===void 0||n===void 0||r===void 0?e:`LW:D0:${t}:${e}:${n}${r}`}var S=40,C=/^[0-9A-F]{16}$/,w=/^[0-9A-F]{32}$/,T=/^(?:URN:)?LW:D(\d+):(.*)$/i,E=/^URN:(?:LW:DP|DEV:LW|LWDP):(.*)$/i,te={deveui:`devEui`,deviceeui:`devEui`,eui:`devEui`,joineui:`joinEui`,appeui:`joinEui`,appkey:`appKey`,applicationkey:`appKey`,sn:`serialNumber`,serialnumber:`serialNumber`},ne=/\b(?:dev(?:ice)?|join|app(?:lication)?)[ _-]?(?:eui|key)\s*[:=]/gi;function D(e){let t=e.normalize(`NFKC`).replace(/[\u200B-\u200F\u2060\uFEFF\0]/g,``).trim();if(!t)return j(`nothing`,``);let n=t.replace(/\s+/g,``),r=T.exec(n);if(r){let[,e=``,t=``]=r;return e===`0`?k(t.split(`:`)):j(`schema`,`D${e}`)}let i=E.exec(n);if(i)return k((i[1]??``).split(/[:_]/));let a=re(t);if(a.size>0){let e=oe(a);if(e!==null)return b(e)?e:O(t)??e}let o=se(t);return b(o)||o.trouble!==`nothing`?o:O(t)??o}function O(e){let t=new Set(e.toUpperCase().match(/[0-9A-F]+/g)?.filter(e=>C.test(e)&&v(e))),[n]=t;return n!==void 0&&t.size===1?{devEui:n}:null}function k(e){let[t=``,n=``,r=``,...i]=e.map(e=>e.trim()),a=A(n);if(!C.test(a))return j(`length`,n);let o={devEui:a};C.test(A(t))&&(o.joinEui=A(t)),/^[0-9A-F]{8}$/i.test(r)&&(o.vendorId=r.slice(0,4).toUpperCase(),o.vendorProfileId=r.slice(4).toUpperCase());for(let e of i){let t=e.slice(1);if(!t)continue;let n=e.charAt(0).toUpperCase();n===`O`?o.ownerToken??=t:n===`S`?o.serialNumber??=t:n===`P`&&(o.proprietary??=t)}return o}function re(e){let t=new Map;for(let[n,r]of ie(e)){let e=te[n.toLowerCase().replace(/[^a-z]/g,``)];e!==void 0&&r&&!t.has(e)&&t.set(e,r)}return t}function ie(e){if(e.startsWith(`{`))try{let t=JSON.parse(e);return Object.entries(t).map(([e,t])=>[e,typeof t==`string`?t:``])}catch{}return(/^[a-z]+:\/\//i.test(e)?e.replace(/^[^?#]*[?#]?/,``):e.replace(ne,`
$&`)).split(/[,;&|?#\r\n\t]+/).flatMap(e=>{let t=/^\s*([A-Za-z][A-Za-z _/-]*?)\s*[:=]\s*(\S.*?)\s*$/.exec(e);return t===null?[]:[[t[1]??``,ae(t[2]??``)]]})}function ae(e){try{return decodeURIComponent(e)}catch{return e}}function oe(e){let t=e.get(`serialNumber`),n=e.get(`devEui`),r=A(n??``);if(n===void 0&&t!==void 0&&v(A(t))&&(r=A(t)),!C.test(r))return n===void 0?t===void 0?null:j(`serial`,t):j(`length`,n);let i={devEui:r},a=A(e.get(`joinEui`)??``);C.test(a)&&(i.joinEui=a);let o=A(e.get(`appKey`)??``);return w.test(o)&&(i.appKey=o),t!==void 0&&A(t)!==r&&(i.serialNumber=t),i}function se(e){let t=A(e);if(C.test(t))return{devEui:t};let n=e.split(/[\s,;|]+/).map(A),r=[...new Set(n.filter(e=>C.test(e)))],i=r.filter(v),[a,o]=i.length===1?i:r;if(a===void 0)return/^[0-9A-F]{10,24}$/.test(t)&&n.length===1?j(`length`,e):j(`nothing`,ce(e));if(o!==void 0)return j(`several`,r.join(`, `));let s={devEui:a},c=n.filter(e=>w.test(e));return c.length===1&&c[0]!==void 0&&(s.appKey=c[0]),s}function A(e){return e.replace(/[\s:.-]/g,``).toUpperCase()}function ce(e){return e.replace(/[0-9a-f]{20,}/gi,`…`)}function j(e,t){return{trouble:e,value:t.length>S?`${t.slice(0,S)}…`:t}}async function M(e,t,n){return await P(e,`look_up`,t,n)}async function le(e,t,n){return await P(e,`propose`,t,n)}async function ue(e,t,n,r,i){let{area_id:o=``,...s}=r,c=Object.fromEntries(Object.entries(s).filter(([,e])=>e!==``)),l=await g(e,`add_device`,{config_entry_id:t,dev_eui:n.devEui,...c},{label:i}),u={devEui:n.devEui,name:r.name||n.devEui,areaId:o,code:x(n),deviceId:null,addedAt:Date.now(),warnings:l.warnings??[]};try{u.deviceId=(await M(e,t,n.devEui)).device_id,o!==``&&u.deviceId!==null&&await N(e,u.deviceId,o)}catch(t){u.warnings.push(await a(e,t))}return u}function N(e,t,n){return e.connection.sendMessagePromise({type:`config/device_registry/update`,device_id:t,area_id:n})}function P(e,t,n,r){return e.connection.sendMessagePromise({type:`${c}/commissioning/${t}`,config_entry_id:n,dev_eui:r})}function F({hass:e,words:t,choices:n,proposals:r,values:i,isChosen:a}){let o=e=>t.text(`commissioning.${e}`),s=e=>o(`field.${e}`),c=e=>e.sort((e,n)=>e.label.localeCompare(n.label,t.language)),l=e=>({name:e,label:s(e),kind:`secret`,placeholder:o(`default_key`)}),{applications:u=[],profiles:d=[]}=n??{},f=d.find(e=>e.profile_id===i.profile_id),p=(r??[]).map(e=>({value:String(e.payload_codec_id),label:e.used>0?`${e.name} (${t.devices(e.used)})`:e.name}));return[{fields:[{name:`name`,label:s(`name`),kind:`text`},{name:`area_id`,label:s(`area_id`),kind:`select`,options:c(Object.values(e.areas).map(({area_id:e,name:t})=>({value:e,label:t}))),placeholder:o(`no_area`)},{name:`payload_codec_id`,label:s(`payload_codec_id`),kind:`select`,options:p,placeholder:o(r===void 0?`looking_for_model`:`no_codec`),...p.length>1&&{help:o(`several_models`)}},...f?.supports_join===!1?[{name:`dev_addr`,label:s(`dev_addr`),kind:`text`,required:!0,mono:!0},l(`nwk_s_key`),l(`app_s_key`)]:[l(`app_key`)]]},{heading:o(`same_for_all`),folded:a,fields:[{name:`application_id`,label:s(`application_id`),kind:`select`,required:!0,options:c(u.map(e=>({value:String(e.application_id),label:e.app_name})))},{name:`profile_id`,label:s(`profile_id`),kind:`select`,required:!0,options:c(d.map(e=>({value:e.profile_id,label:e.profile_name})))},{name:`f_port`,label:s(`f_port`),kind:`number`,placeholder:`1`}]}]}var I={devices:[],choices:{},uplinks:!0},L=[`application_id`,`profile_id`,`f_port`,`area_id`];function R(e){return`msns-round-${e}`}function z(e,t=sessionStorage){try{let n=JSON.parse(t.getItem(R(e))??`null`);return{...I,...n}}catch{return I}}function B(e,t,n=sessionStorage){n.setItem(R(e),JSON.stringify(t))}function V(e,t,n){let r={...e.choices};for(let e of L)r[e]=n[e]??``;return r[H(t.devEui)]=n.payload_codec_id??``,{...e,devices:[...e.devices.filter(e=>e.devEui!==t.devEui),t],choices:r}}function H(e){return`codec ${e.slice(0,9)}`}function U(e,t,n,r){let i=(r-e.addedAt)/6e4;if(t===void 0)return`waiting`;switch(t.state){case`gone`:return`gone`;case`heard`:return t.signal??`heard`;case`joined`:return n&&i>=15?`not_heard`:`joined`;case`waiting`:return t.answers?i>=3?`not_joined`:`waiting`:`silent`}}var de=`ClassA-OTAA`;function W(e,t,n){let r=e.devices.at(-1)?.name??``,i=/^(.*\D|)(\d{1,4})$/.exec(r),a=r.endsWith(` ${e.devices.at(-1)?.devEui.slice(-4)??``}`);if(i!==null&&!a){let[,t=``,n=`0`]=i,r=Number(n),a;do r++,a=`${t}${String(r).padStart(n.length,`0`)}`;while(e.devices.some(e=>e.name===a));return a}return`${n||`LoRaWAN`} ${t.slice(-4)}`}function G(e,t,n){let r=t.choices,[i,a]=n?.applications??[],o=i!==void 0&&a===void 0?String(i.application_id):``,s=n?.profiles.find(e=>e.profile_name===de);return{name:W(t,e.devEui,``),area_id:r.area_id??``,application_id:r.application_id??o,profile_id:r.profile_id??s?.profile_id??``,payload_codec_id:r[H(e.devEui)]??``,f_port:r.f_port??(v(e.devEui)?`85`:``),app_key:e.appKey??``}}function fe(e,t,n,r){let[i,a]=r,o=i!==void 0&&(a===void 0||i.used>0&&a.used===0),s=e.payload_codec_id!==``||H(t.devEui)in n.choices,c=o&&!s?String(i.payload_codec_id):e.payload_codec_id;return K({...e,payload_codec_id:c??``},t,n,r)}function K(e,t,n,r){let i=e=>W(n,t.devEui,e);if(![``,...r.map(e=>e.name)].map(i).includes(String(e.name)))return e;let a=r.find(t=>String(t.payload_codec_id)===e.payload_codec_id);return{...e,name:i(a?.name??``)}}var pe=class extends n{static properties={hass:l,words:{attribute:!1},entryId:{attribute:!1},label:{attribute:!1},round:{attribute:!1},choices:{attribute:!1},trouble:{attribute:!1},_known:{state:!0},_proposals:{state:!0},_values:{state:!0},_problems:{state:!0},_error:{state:!0},_busy:{state:!0}};static styles=[i,d,y,t` :host{display: contents;} h2:focus{outline: none;} a{display: inline-flex;align-items: center;min-height: 40px;} `];#e=!1;constructor(){super(),this.trouble=this._error=``,this._values={},this._problems={},this._busy=!1}willUpdate(e){e.has(`label`)?this.#i():e.has(`choices`)&&(this._values={...G(this.label,this.round,this.choices),...this.#l})}updated(e){e.has(`label`)&&this.renderRoot.querySelector(`h2`)?.focus()}render(){let t=this._known;if(t?.exists===!0)return this.#t(t);let n=this._error||this.trouble;return e`<section class="card stack" aria-labelledby="device">
        <h2 id="device" tabindex="-1">${this.#n(`new_device`)}</h2>
        <p class="eui">${this.label.devEui}</p>
        ${n===``?r:e`<p role="alert">${n}</p>`}
        <msns-form
          .words=${this.words}
          .sections=${this.#r()}
          .values=${this._values}
          .problems=${this._problems}
          ?busy=${this._busy}
          @msns-change=${this.#o}
        ></msns-form>
      </section>
      <div class="foot">
        <button ?disabled=${this._busy} @click=${this.#s}>${this.#n(`leave_out`)}</button>
        <button class="main" ?disabled=${this._busy||this.choices===void 0} @click=${this.#c}>
          ${this.#n(this._busy?`adding`:`add`)}
        </button>
      </div>`}#t(t){let n=t.name??t.dev_eui;return e`<section class="card stack" role="status">
        <h2>${n}</h2>
        <p class="eui">${t.dev_eui}</p>
        <p>${this.#n(`exists`,{name:n})}</p>
        ${t.device_id===null?r:e`${s(t.device_id,this.#n(`device_page`))}`}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#s}>${this.#n(`next`)}</button>
      </div>`}#n(e,t){return this.words.text(`commissioning.${e}`,t)}#r(){return F({hass:this.hass,words:this.words,choices:this.choices,proposals:this._proposals?.proposals,values:this._values,isChosen:this.round.devices.length>0||this.#e})}#i(){let{label:e}=this;this._known=this._proposals=void 0,this._problems={},this._error=``,this._values=G(e,this.round,this.choices),this.#e=this._values.application_id!==``,this.#a(e)}async#a(e){try{let t=await M(this.hass,this.entryId,e.devEui);if(this.label!==e||(this._known=t,t.exists))return;let n=await le(this.hass,this.entryId,e.devEui);if(this.label!==e)return;this._proposals=n,this._values=fe(this._values,e,this.round,n.proposals)}catch(t){let n=await a(this.hass,t);this.label===e&&(this._error=n)}}#o=e=>{let{name:t,value:n}=e.detail,r=Object.entries(this._problems).filter(([e])=>e!==t);this._problems=Object.fromEntries(r),this._values={...this._values,[t]:n},t===`payload_codec_id`&&(this._values=K(this._values,this.label,this.round,this._proposals?.proposals??[]))};#s=()=>{this.dispatchEvent(new CustomEvent(`msns-next`))};#c=async()=>{let e=Object.fromEntries(Object.entries(this._values).map(([e,t])=>[e,String(t).trim()]));this._busy=!0,this._error=``,this._problems={};try{let t=await ue(this.hass,this.entryId,this.label,e,e=>this.#n(`field.${e}`)||e),n=this._known?.uplinks??this.round.uplinks;this.dispatchEvent(new CustomEvent(`msns-added`,{detail:{device:t,given:e,uplinks:n}}))}catch(e){e instanceof m?(this._problems=e.fields,this.renderRoot.querySelector(`msns-form`)?.showProblems()):this._error=await a(this.hass,e)}finally{this._busy=!1}};get#l(){return Object.fromEntries(Object.entries(this._values).filter(([,e])=>e!==``))}};customElements.define(`msns-new-device`,pe);var me=[`joined`,`strong`,`good`,`heard`],he=[`not_joined`,`not_heard`,`gone`,`poor`],ge={not_joined:[`power`,`key`,`reach`,`plan`,`join_button`],not_heard:[`interval`,`uplink_button`,`topic`],weak:[`place`],poor:[`place`]},_e=class extends n{static properties={words:{attribute:!1},standing:{reflect:!0},joining:{attribute:!1},plan:{attribute:!1},uplinks:{type:Boolean}};static styles=[i,t` :host{display: block;} .state{display: flex;align-items: center;gap: 8px;font-size: var(--ha-font-size-l,16px);} .spinner{flex: none;width: 20px;height: 20px;border: 3px solid var(--msns-line);border-block-start-color: var(--msns-accent);border-radius: 50%;animation: turn 1s linear infinite;} @keyframes turn{to{transform: rotate(1turn);} } @media (prefers-reduced-motion: reduce){.spinner{animation-duration: 6s;} } .good{color: var(--msns-good);} .bad{color: var(--msns-bad);} ul{list-style: disc;padding-inline-start: 20px;} `];render(){let{standing:t,joining:n}=this,i=t===`waiting`||t===`silent`||t===`joined`&&this.uplinks,a=me.includes(t),o=a?`✓`:he.includes(t)?`✗`:`!`,s=n?.state===`heard`&&n.rssi!==null?this.#e(`signal_numbers`,{rssi:n.rssi,snr:n.snr??`–`}):``,c=ge[t];return e`<div class="stack">
      <p class="state" role="status">
        ${i?e`<span class="spinner"></span>`:e`<span aria-hidden="true" class=${a?`good`:`bad`}>${o}</span>`}
        <span>${this.#e(`standing.${t}`)}</span> <span class="quiet">${s}</span>
      </p>
      ${c===void 0?r:e`<ul>
              ${c.map(t=>e`<li>${this.#e(`check.${t}`,{plan:this.plan??`–`})}</li>`)}
            </ul>`}
    </div>`}#e(e,t){return this.words.text(`commissioning.${e}`,t)}};customElements.define(`msns-standing`,_e);var ve=class extends n{static properties={hass:l,words:{attribute:!1},entryId:{attribute:!1},devices:{attribute:!1},added:{attribute:!1},standings:{attribute:!1},plan:{attribute:!1},uplinks:{type:Boolean}};static styles=[i,d,t` .devices > li{display: grid;grid-template-columns: 1fr auto;gap: 2px 8px;padding-block: 10px;border-block-start: 1px solid var(--msns-line);} .devices > li > :nth-child(n + 3){grid-column: 1 / -1;} .devices button{min-height: 40px;} a{display: inline-flex;align-items: center;min-height: 40px;} `];render(){let{devices:t}=this,n=t.filter(e=>e.devEui!==this.added?.devEui);return e`<section class="stack" aria-labelledby="round">
      <h2 id="round">${this.#e(`round`,{devices:this.words.devices(t.length)})}</h2>
      <div class="row">
        <button
          @click=${()=>{this.dispatchEvent(new CustomEvent(`msns-sheet`))}}
        >
          ${this.#e(`sheet`)}
        </button>
        <button class="plain" @click=${this.#r}>${this.#e(`new_round`)}</button>
      </div>
      <ul class="devices">
        ${n.toReversed().map(e=>this.#t(e))}
      </ul>
    </section>`}#e(e,t){return this.words.text(`commissioning.${e}`,t)}#t(t){let{standing:n,joining:r}=this.standings.get(t.devEui)??{};return e`<li>
      <strong>${t.name}</strong>
      <button
        class="plain"
        aria-label=${this.#e(`remove_named`,{name:t.name})}
        @click=${()=>{this.#n(t)}}
      >
        ${this.#e(`remove`)}
      </button>
      <span class="quiet">${[this.hass.areas[t.areaId]?.name,t.devEui].filter(Boolean).join(` · `)}</span>
      <msns-standing
        .words=${this.words}
        .standing=${n??`waiting`}
        .joining=${r}
        .plan=${this.plan}
        ?uplinks=${this.uplinks}
      ></msns-standing>
      ${t.deviceId===null?``:s(t.deviceId,this.#e(`device_page`))}
    </li>`}#n(e){o(this,{title:this.#e(`remove_named`,{name:e.name}),text:this.#e(`remove_lost`),confirm:this.#e(`remove`),act:async()=>{await g(this.hass,`delete_device`,{config_entry_id:this.entryId,dev_eui:e.devEui}),this.dispatchEvent(new CustomEvent(`msns-removed`,{detail:e}))}})}#r=()=>{o(this,{title:this.#e(`new_round`),text:this.#e(`new_round_lost`),confirm:this.#e(`new_round`),act:()=>(this.dispatchEvent(new CustomEvent(`msns-new-round`)),Promise.resolve())})}};customElements.define(`msns-round`,ve);function q(e){let{auth:t}=e;return t?.external?.config?.hasBarCodeScanner?t.external:void 0}function J(e){return q(e)!==void 0}function ye(e,t){let n=q(e);if(n===void 0)return()=>void 0;let r=n.receiveMessage,i=()=>{n.receiveMessage===a&&(n.receiveMessage=r,n.fireMessage({type:`bar_code/close`}))},a=function(e){let a=e.command===`bar_code/scan_result`||e.command===`bar_code/aborted`;if(e.type!==`command`||!a){r.call(n,e);return}if(n.fireMessage({id:e.id,type:`result`,success:!0,result:null}),e.command===`bar_code/aborted`){i(),t.closed();return}let o=t.found(e.payload?.rawValue??``);o===void 0?i():n.fireMessage({type:`bar_code/notify`,payload:{message:o}})};return n.receiveMessage=a,n.fireMessage({type:`bar_code/scan`,payload:{title:t.title,description:t.description,alternative_option_label:t.otherwise}}),i}var Y=[800,1600];async function X(){let e=globalThis.BarcodeDetector;if(e!==void 0&&(await e.getSupportedFormats()).includes(`qr_code`)){let t=new e({formats:[`qr_code`]});return async e=>(await t.detect(e))[0]?.rawValue??null}let{default:t}=await u(async()=>{let{default:e}=await import(`./jsQR-dspB5SjG.js`).then(e=>f(e.default,1));return{default:e}},[],import.meta.url),n=document.createElement(`canvas`),r=n.getContext(`2d`,{willReadFrequently:!0});return e=>{let i=e instanceof HTMLVideoElement,a=i?e.videoWidth:e.width,o=i?e.videoHeight:e.height;if(r===null||a===0||o===0)return Promise.resolve(null);for(let s of i?Y.slice(0,1):Y){let c=Math.min(1,s/Math.max(a,o));n.width=Math.round(a*c),n.height=Math.round(o*c),r.drawImage(e,0,0,n.width,n.height);let{data:l}=r.getImageData(0,0,n.width,n.height),u=t(l,n.width,n.height,{inversionAttempts:i?`dontInvert`:`attemptBoth`});if(u?.data)return Promise.resolve(u.data)}return Promise.resolve(null)}}var be=150,xe=10;function Z(){return navigator.mediaDevices?.getUserMedia!==void 0}var Se=class{#e;#t;#n;#r=`off`;#i;#a;#o;#s=``;#c=0;constructor(e,t,n){this.#e=e,this.#t=t,this.#n=n,e.addController(this)}get isOff(){return this.#r===`off`}async start(){this.#f(`starting`);try{let e=await navigator.mediaDevices.getUserMedia({video:{facingMode:`environment`,width:{ideal:1280},height:{ideal:720}}}),t=this.#t();if(!this.#d()||!this.#e.isConnected||t===null){Q(e);return}if(this.#i=e,t.srcObject=e,await t.play(),this.#o=await X(),!this.#d())return;this.#f(`on`),this.look()}catch(e){throw this.stop(),e}}stop(){clearTimeout(this.#a),this.#i!==void 0&&Q(this.#i),this.#i=void 0,this.#f(`off`)}look(){clearTimeout(this.#a),this.#r===`on`&&(this.#a=setTimeout(()=>void this.#l(),be))}hostDisconnected(){this.stop()}async#l(){let e=this.#t();if(e===null||this.#o===void 0)return;let t=await this.#o(e).catch(()=>void 0);t!==void 0&&this.#u(t),this.#e.paused||this.look()}#u(e){this.#c=e===null?this.#c+1:0,this.#c>xe&&(this.#s=``),e===null||this.#e.paused||e===this.#s||(this.#s=e,this.#n(e))}#d(){return this.#r!==`off`}#f(e){this.#r=e,this.#e.requestUpdate()}};function Q(e){for(let t of e.getTracks())t.stop()}var Ce=class extends n{static properties={hass:l,words:{attribute:!1},paused:{type:Boolean,reflect:!0},_trouble:{state:!0},_typed:{state:!0}};static styles=[i,t` :host{display: block;} :host([paused]){display: none;} .scan{width: 100%;min-height: 56px;border-radius: 28px;display: flex;align-items: center;justify-content: center;gap: 8px;} .view{position: relative;border-radius: var(--ha-card-border-radius,12px);overflow: hidden;background: #000;} video{display: block;width: 100%;height: min(45dvh,24rem);object-fit: cover;} .aim{position: absolute;inset: 12% 22%;border: 3px solid rgb(255 255 255 / 80%);border-radius: 16px;pointer-events: none;} form{display: flex;gap: 8px;align-items: end;} label.text{flex: 1;min-width: 0;} input[type="text"]{width: 100%;min-height: 44px;padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} form button,.picture{min-height: 44px;} .picture{display: inline-flex;align-items: center;gap: 8px;padding: 4px 16px;border: 1px solid var(--msns-line);border-radius: 22px;cursor: pointer;font-weight: var(--ha-font-weight-medium,500);} .picture:focus-within{outline: 2px solid var(--msns-text);outline-offset: 2px;} .picture input{position: absolute;width: 1px;height: 1px;opacity: 0;} `];#e;#t=new Se(this,()=>this.renderRoot.querySelector(`video`),e=>{this._trouble=this.#n(e)??``});constructor(){super(),this.paused=!1,this._trouble=this._typed=``}disconnectedCallback(){super.disconnectedCallback(),this.#e?.()}updated(e){e.has(`paused`)&&e.get(`paused`)===!0&&this.#t.look()}start(){this._trouble=``,J(this.hass)?this.#a():Z()?this.#t.isOff&&this.#o():this.renderRoot.querySelector(`input[type="text"]`)?.focus()}render(){let t=e=>this.words.text(`commissioning.${e}`),n=!this.#t.isOff;return e`<div class="stack">
      <div class="view" ?hidden=${!n}>
        <video playsinline muted aria-label=${t(`camera_view`)}></video>
        <div class="aim"></div>
      </div>
      ${n?e`<p class="quiet" role="status">${t(`aim`)}</p>`:J(this.hass)||Z()?e`<button class="main scan" @click=${this.#r}>${h(`scan`)}${t(`scan`)}</button>`:e`<p class="quiet">${t(window.isSecureContext?`no_camera`:`not_secure`)}</p>`}
      ${this._trouble===``?r:e`<p role="alert">${this._trouble}</p>`}
      <form @submit=${this.#l}>
        <label class="stack text"
          ><span class="quiet">${t(`paste`)}</span>
          <input
            type="text"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            .value=${this._typed}
            @input=${this.#s}
            @paste=${this.#c}
          />
        </label>
        <button>${t(`read`)}</button>
      </form>
      <div class="row">
        <label class="picture"
          ><input type="file" accept="image/*" @change=${this.#u} />${h(`file`)}${t(`picture`)}</label
        >
        ${n?e`<button class="plain" @click=${this.#i}>${t(`camera_off`)}</button>`:r}
      </div>
    </div>`}#n(e){let t=D(e);if(!b(t)){let e={value:t.value};return this.words.text(`commissioning.trouble.${t.trouble}`,e)}this._trouble=this._typed=``,this.dispatchEvent(new CustomEvent(`msns-scanned`,{detail:{label:t}}))}#r=()=>{this.start()};#i=()=>{this.#e?.(),this.#t.stop()};#a(){let e=e=>this.words.text(`commissioning.${e}`);this.#e?.(),this.#e=ye(this.hass,{title:e(`scan_title`),description:e(`aim`),otherwise:e(`paste`),found:e=>this.#n(e),closed:()=>{this.renderRoot.querySelector(`input[type="text"]`)?.focus()}})}async#o(){try{await this.#t.start()}catch(e){let t=e instanceof DOMException&&e.name===`NotAllowedError`;this._trouble=this.words.text(`commissioning.trouble.${t?`camera_refused`:`camera`}`,{reason:e instanceof Error?e.message:String(e)})}}#s=e=>{this._typed=e.target.value};#c=e=>{let t=e.clipboardData?.getData(`text`)??``;if(t.trim()===``)return;let n=this.#n(t);n===void 0&&e.preventDefault(),this._trouble=n??``};#l=e=>{e.preventDefault(),this._trouble=this.#n(this._typed)??``};#u=async e=>{let t=e.target,n=t.files?.[0];if(t.value=``,n!==void 0)try{let e=await createImageBitmap(n),t=await(await X())(e);e.close(),this._trouble=t===null?this.words.text(`commissioning.trouble.no_code`):this.#n(t)??``}catch{this._trouble=this.words.text(`commissioning.trouble.no_picture`,{name:n.name})}}};customElements.define(`msns-scanner`,Ce);var we=1e4,$=class extends _{static properties={..._.properties,_round:{state:!0},_label:{state:!0},_error:{state:!0},_added:{state:!0},_joining:{state:!0},_now:{state:!0}};static styles=[i,d,y,t` :host{display: block;} .column{display: flex;flex-direction: column;gap: 16px;width: min(100%,40rem);margin-inline: auto;} `];#e=new p(this,{read:e=>{this._error=this.#i(e)},failed:e=>{a(this.hass,e).then(e=>{this._error=e})}});#t=new ee(this,()=>{let e=this._round.devices.map(e=>e.devEui);if(e.length!==0)return{type:`${c}/commissioning/follow`,config_entry_id:this.#a,dev_euis:e.slice(-200)}},e=>{this._joining=new Map(this._joining).set(e.dev_eui,e)});#n;constructor(){super(),this._round=I,this._error=``,this._joining=new Map,this._now=Date.now()}connectedCallback(){super.connectedCallback(),this.#n=setInterval(()=>{this._now=Date.now()},we)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.#n)}willUpdate(e){this.hasUpdated||(this._round=z(this.#a));let t=e.get(`gateway`);t!==void 0&&t.state!==this.gateway.state&&this.#t.again(),e.has(`rest`)&&this.rest[0]===`sheet`&&this.load(u(()=>import(`./sheet-7ghbrB2Y.js`),[],import.meta.url))}updated(e){e.has(`_added`)&&this.renderRoot.querySelector(`.foot .main`)?.focus()}render(){if(this.rest[0]===`sheet`&&this._round.devices.length>0)return e`<msns-sheet
        .hass=${this.hass}
        .words=${this.words}
        .heading=${this.#r(`sheet_of`,{gateway:this.gateway.name})}
        .devices=${this._round.devices}
        @msns-close=${()=>{this.go(`commission`)}}
      ></msns-sheet>`;let t=this._label===void 0&&this._added===void 0;return e`<div class="column">
      ${t?e`<h2>${this.#r(`heading`)}</h2>`:r}
      ${t&&this._round.devices.length===0?e`<p>${this.#r(`intro`)}</p>`:r}
      ${t&&this._error!==``?e`<p role="alert">${this._error}</p>`:r}
      <msns-scanner
        class=${t?`card`:``}
        .hass=${this.hass}
        .words=${this.words}
        ?paused=${!t}
        @msns-scanned=${this.#o}
      ></msns-scanner>
      ${this._label===void 0?r:this.#s(this._label)}
      ${this._added===void 0?r:this.#l(this._added)} ${this.#f()}
    </div>`}#r(e,t){return this.text(`commissioning.${e}`,t)}#i(e){return e?.applications.length===0?this.#r(`no_application`):``}get#a(){return this.gateway.config_entry_id}#o=e=>{this._label=e.detail.label};#s(t){return e`<msns-new-device
      .hass=${this.hass}
      .words=${this.words}
      .entryId=${this.#a}
      .label=${t}
      .round=${this._round}
      .choices=${this.#e.value}
      .trouble=${this._error}
      @msns-added=${this.#c}
      @msns-next=${this.#p}
    ></msns-new-device>`}#c=({detail:{device:e,given:t,uplinks:n}})=>{this._label=void 0,this._added=e,this.#m({...V(this._round,e,t),uplinks:n})};#l(t){return e`<section class="card stack" aria-labelledby="added">
        <h2 id="added">${t.name}</h2>
        <p class="eui">${t.devEui}</p>
        ${this.#d(t)} ${t.warnings.map(t=>e`<p class="quiet">${t}</p>`)}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#p}>${h(`scan`)}${this.#r(`next`)}</button>
      </div>`}#u(e){return this.gateway.state===`answers`?U(e,this._joining.get(e.devEui),this._round.uplinks,this._now):`silent`}#d(t){return e`<msns-standing
      .words=${this.words}
      .standing=${this.#u(t)}
      .joining=${this._joining.get(t.devEui)}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this._round.uplinks}
    ></msns-standing>`}#f(){let{devices:t}=this._round;if(t.length===0||this._label!==void 0)return r;let n=new Map(t.map(e=>[e.devEui,{standing:this.#u(e),joining:this._joining.get(e.devEui)}]));return e`<msns-round
      class="card"
      .hass=${this.hass}
      .words=${this.words}
      .entryId=${this.#a}
      .devices=${t}
      .added=${this._added}
      .standings=${n}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this._round.uplinks}
      @msns-sheet=${()=>{this.go(`commission`,`sheet`)}}
      @msns-removed=${({detail:e})=>{this.#m({...this._round,devices:this._round.devices.filter(t=>t!==e)})}}
      @msns-new-round=${()=>{this._added=void 0,this.#m({...this._round,devices:[]})}}
    ></msns-round>`}#p=async()=>{this._label=this._added=void 0,this._error=this.#i(this.#e.value),await this.updateComplete,this.renderRoot.querySelector(`msns-scanner`)?.start()};#m(e){this._round=e,B(this.#a,e)}};customElements.define(`msns-commissioning-page`,$);export{$ as CommissioningPage};